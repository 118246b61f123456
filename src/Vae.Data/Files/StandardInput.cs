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

    /// <summary>Waits for its end, or for a cancellation: nothing else ends a wait for what another program has not written yet.</summary>
    /// <param name="cancellation">Ends the waiting, and leaves the reading to itself.</param>
    /// <exception cref="VaeDataException">Nothing is passed, or there is no room for it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Await(CancellationToken cancellation) => Task.Run(() => Open().Dispose(), CancellationToken.None).WaitAsync(cancellation).GetAwaiter().GetResult();

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
