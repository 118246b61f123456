namespace Vae.Data.Options;

/// <summary>How a data file of either kind is opened; the part for the other kind is not looked at.</summary>
public sealed record RowSourceOptions
{
    /// <summary>
    /// The label: of a CSV file the name of its column, of an idx file the path of the idx file with the labels. Null (the default) leaves
    /// it to <see cref="TableOptions.LabelColumn"/> and <see cref="IdxOptions.LabelPath"/>.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>
    /// The columns of the table with the levels of those that hold text, as a model keeps them; null (the default) leaves it to
    /// <see cref="TableOptions.Columns"/>.
    /// </summary>
    public TableSchema? Columns { get; init; }

    /// <summary>How to tell columns that hold text from columns of numbers; null (the default) leaves it to <see cref="TableOptions.Inference"/>.</summary>
    public ColumnInference? Inference { get; init; }

    /// <summary>How CSV files are read; what it has of <see cref="TableOptions"/> holds for tables of every format.</summary>
    public CsvOptions Csv { get; init; } = new();

    /// <summary>How idx files are read.</summary>
    public IdxOptions Idx { get; init; } = new();
}
