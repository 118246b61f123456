namespace Vae.Core.Data;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between fields; null (the default) to tell by the first line: comma, semicolon, tab or bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first line names the columns. Default <see cref="CsvHeader.Detect"/>.</summary>
    public CsvHeader Header { get; init; }

    /// <summary>
    /// The column that is the label and no feature: its name or, in a file without a header, its number from 1. Null (the default) for
    /// none.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// Columns that are no features and are not looked at, so that they may hold text; named as <see cref="LabelColumn"/> is. Default
    /// none.
    /// </summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>
    /// The longest line, in bytes, before the file is refused: it bounds the memory that a file without line ends can take. Default 64
    /// MiB.
    /// </summary>
    public int MaximumLineBytes { get; init; } = 64 << 20;
}
