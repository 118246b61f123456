using System.Collections.Immutable;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>How rows of numbers are made of the records of a table. Immutable; safe to use from many threads at once.</summary>
internal sealed class TableForm
{
    private readonly TableOptions options;

    public TableForm(ColumnLayout layout, TableOptions options, TableSchema schema)
    {
        this.options = options;
        Layout = layout;
        Schema = schema;
        Cells = new CellReader(options);
        Labels = new LabelReader(options, Cells);
        Levels = [.. Columns.Select(column => column.Kind == ColumnKind.Categorical ? new LevelIndex(column.Levels) : null)];
        Offsets = new int[Columns.Length + 1];
        for (var column = 0; column < Columns.Length; column++)
        {
            Offsets[column + 1] = Offsets[column] + Columns[column].Width;
        }
    }

    public ColumnLayout Layout { get; }

    /// <summary>The columns that hold features, as many as <see cref="ColumnLayout.Features"/> and in their order.</summary>
    public TableSchema Schema { get; }

    public ImmutableArray<TableColumn> Columns => Schema.Columns;

    public CellReader Cells { get; }

    public LabelReader Labels { get; }

    /// <summary>One a column; null where it is not categorical.</summary>
    public LevelIndex?[] Levels { get; }

    /// <summary>Where the numbers of each column begin in a row; behind the last, the row's width.</summary>
    public int[] Offsets { get; }

    public int Width => Offsets[^1];

    /// <summary>Whether missing values are looked for; where a survey has read the whole table it has found them, in the rows that count.</summary>
    public bool RefusesMissing => options.RefusesMissing && (options.Inference is null || options.Columns is not null);

    /// <summary>What is wanted in a column of a kind, and what to do about a value that means a number in a spelling that is not read, as the end of a sentence.</summary>
    public string Wanted(ColumnKind kind, string found) => TableEncoder.Wanted(kind)
        + (kind != ColumnKind.Binary && NumberSpelling.Of(found, options.DecimalComma) is { } spelling ? $"; numbers {spelling.Name}, as this looks, are not read: {spelling.Advice}" : "");

    /// <summary>What decides about values that cannot be read, anew for each pass.</summary>
    public Refusals NewRefusals() => new(Layout, options.InvalidRows, options.Inference is not null && options.Columns is null);
}
