using System.Collections.Immutable;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>How rows of numbers are made of the records of a table. Immutable; safe to use from many threads at once.</summary>
internal sealed class TableForm
{
    private readonly TableOptions options;
    private readonly bool isNumeric;

    public TableForm(ColumnLayout layout, TableOptions options, TableSchema schema)
    {
        this.options = options;
        Layout = layout;
        Schema = schema;
        Cells = new CellReader(options);
        Labels = new LabelReader(options, Cells);
        Levels = [.. Columns.Select(column => column.Kind == ColumnKind.Categorical ? new LevelIndex(column.Levels) : null)];
        isNumeric = Array.TrueForAll(Levels, levels => levels is null);
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

    /// <summary>Whether no column is categorical, so that a row is its cells.</summary>
    public bool IsNumeric => isNumeric;

    /// <summary>Whether missing values are looked for; where a survey has read the whole table it has found them, in the rows that count.</summary>
    public bool RefusesMissing => options.RefusesMissing && (options.Inference is null || options.Columns is not null);

    /// <summary>What is wanted in a column of a kind, and what to do about a value that means a number in a spelling that is not read, as the end of a sentence.</summary>
    public string Wanted(ColumnKind kind, string found) => TableEncoder.Wanted(kind)
        + (kind != ColumnKind.Binary && NumberSpelling.Of(found, options.DecimalComma) is { } spelling ? $"; numbers {spelling.Name}, as this looks, are not read: {spelling.Advice}" : "");

    /// <summary>Ends a pass.</summary>
    public CancellationToken Cancellation => options.CancellationToken;

    /// <summary>How many threads read rows.</summary>
    public int Threads => options.Threads > 0 ? options.Threads : Environment.ProcessorCount;

    /// <summary>Makes a row of numbers of the cells that a <see cref="RowParser"/> has read.</summary>
    /// <param name="cells">One number a column.</param>
    /// <param name="isRefused">Whether the row cannot be read: all of it becomes NaN.</param>
    /// <param name="row">As wide as <see cref="Width"/>.</param>
    public void Expand(ReadOnlySpan<double> cells, bool isRefused, Span<double> row)
    {
        if (isRefused)
        {
            row.Fill(double.NaN);
            return;
        }

        if (isNumeric)
        {
            cells.CopyTo(row);
            return;
        }

        for (var column = 0; column < cells.Length; column++)
        {
            var cell = cells[column];
            var block = row[Offsets[column]..Offsets[column + 1]];
            if (Levels[column] is null || double.IsNaN(cell))
            {
                block.Fill(cell);
                continue;
            }

            block.Clear();
            if (cell >= 0)
            {
                block[(int)cell] = 1;
            }
        }
    }

    /// <summary>What decides about values that cannot be read, anew for each pass.</summary>
    public Refusals NewRefusals() => new(Layout, options.InvalidRows, options.Inference is not null && options.Columns is null) { AreClasses = options.LabelsAreClasses };
}
