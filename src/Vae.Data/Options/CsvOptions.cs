namespace Vae.Data.Options;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvOptions : TableOptions
{
    /// <summary>
    /// What stands between fields; null (the default) to tell by the first lines: comma, semicolon, tab, bar, or blanks between numbers. A blank stands for runs of blanks and tabs.
    /// </summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first line names the columns. Default <see cref="CsvHeader.Detect"/>.</summary>
    public CsvHeader Header { get; init; }

    /// <summary>Lines that are left out, by their numbers in the file from 1: words above the table, units under the names, names that come again. Default none.</summary>
    public IReadOnlyList<LineRange> SkippedLines { get; init; } = [];

    /// <summary>
    /// The longest line, in bytes, before the file is refused: it bounds the memory that a file without line ends can take. Default 64
    /// MiB.
    /// </summary>
    public int MaximumLineBytes { get; init; } = 64 << 20;
}
