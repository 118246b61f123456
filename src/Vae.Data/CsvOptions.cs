namespace Vae.Data;

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
    /// The columns that hold features, with the levels of those that hold text, as a model keeps them in <see cref="VaeModel.Columns"/>: the file must have these,
    /// in this order, and gives their expanded rows. Null (the default): they are told by <see cref="Inference"/>.
    /// </summary>
    public TableSchema? Columns { get; init; }

    /// <summary>
    /// How to tell columns that hold text from columns of numbers; not looked at where <see cref="Columns"/> is given. Null (the default): every column holds
    /// numbers, and a text is an error.
    /// </summary>
    public ColumnInference? Inference { get; init; }

    /// <summary>
    /// Whether a missing value of a categorical column comes out as NaN throughout, not observed, rather than as an unseen level, zeros throughout. Default
    /// false.
    /// </summary>
    public bool MarksMissing { get; init; }

    /// <summary>
    /// The longest line, in bytes, before the file is refused: it bounds the memory that a file without line ends can take. Default 64
    /// MiB.
    /// </summary>
    public int MaximumLineBytes { get; init; } = 64 << 20;
}
