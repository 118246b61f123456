namespace Vae.Data.Files;

/// <summary>What is passed to the process on its standard input, which comes once but is read in several passes.</summary>
internal static class StandardInput
{
    /// <summary>The path that means it.</summary>
    public const string Name = "-";

    private static readonly Lock Gate = new();
    private static SpooledFile? copy;

    /// <summary>Reads it from its start; the first call waits for its end.</summary>
    /// <exception cref="VaeDataException">Nothing is passed, or there is no room for it.</exception>
    public static Stream Open()
    {
        lock (Gate)
        {
            copy ??= Copy();
        }

        return copy.Open();
    }

    private static SpooledFile Copy()
    {
        if (!Console.IsInputRedirected)
        {
            throw new VaeDataException("'-' is the standard input, but that is the keyboard; pass a file or another program's output, as in 'zcat rows.csv.gz | vae score --data -'.");
        }

        using var input = Console.OpenStandardInput();
        return SpooledFile.Of(input, Name);
    }
}
