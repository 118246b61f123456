namespace Vae.Data.Csv;

/// <summary>Tells that a comma between fields seems to be the decimal comma of numbers too, so that each was parted in two.</summary>
internal static class PartedNumbers
{
    /// <summary>Looks at the first lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">Their fields.</param>
    /// <param name="delimiter">What parts them.</param>
    public static IEnumerable<DataWarning> Find(string path, List<byte[][]> lines, char delimiter)
    {
        // Of whole numbers nobody writes -0; before the digits behind a decimal comma it stands often.
        var width = lines[^1].Length;
        if (delimiter == ',' && width % 2 == 0 && lines.Exists(line => HasMinusZero(line)) && lines.Skip(1).All(line => line.Length == width && AreParts(line)))
        {
            yield return new DataWarning("parted-numbers", null, Invariant(
                $"'{path}': numbers such as '-0' with digits behind the next comma look like numbers with a decimal comma, each parted into two columns; write the table with points, or with another delimiter such as ';', and say so (TableOptions.DecimalComma)."));
        }
    }

    private static bool HasMinusZero(byte[][] line) => Enumerable.Range(0, line.Length / 2).Any(pair => line[2 * pair].AsSpan().SequenceEqual("-0"u8));

    // A whole number, and digits that stand behind a comma.
    private static bool AreParts(byte[][] line) => Enumerable.Range(0, line.Length / 2).All(pair =>
        IsDigits(line[2 * pair].AsSpan().TrimStart((byte)'-')) && IsDigits(line[(2 * pair) + 1]));

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
