namespace Vae.Core.Data;

/// <summary>
/// Rows that are already in memory, row-major. The memory is used in place, not copied: do not write to it while it is read.
/// </summary>
public sealed class MemoryRowSource : ILabelledRowSource
{
    /// <summary>Wraps rows in memory.</summary>
    /// <param name="values">Row-major, a whole number of rows of <paramref name="columnCount"/> values; may be empty.</param>
    /// <param name="columnCount">Features a row; at least 1.</param>
    /// <param name="columnNames">One name a feature, or null.</param>
    /// <param name="labels">One finite label a row, or null for a table without labels.</param>
    /// <param name="labelName">What the labels are called; only used where there are labels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columnCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or the names or labels do not fit them.</exception>
    public MemoryRowSource(
        ReadOnlyMemory<float> values,
        int columnCount,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlyMemory<float>? labels = null,
        string labelName = "Label")
    {
        RowBuffers.ThrowIfNoTable(values.Length, columnCount, columnNames, labels?.Length);
        Values = values;
        Labels = labels;
        LabelName = labels is null ? null : labelName;
        ColumnCount = columnCount;
        ColumnNames = columnNames;
    }

    /// <inheritdoc/>
    public int ColumnCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? ColumnNames { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The columns take another number of features.</exception>
    public TableSchema? Columns
    {
        get;
        init => field = RowBuffers.Fitting(value, ColumnCount);
    }

    /// <inheritdoc/>
    public int ContextColumnCount { get; init; }

    /// <summary>One weight a row, finite and 0 or more (<see cref="IRowSource.WeightName"/>), without a copy; null (the default): every row counts once.</summary>
    /// <exception cref="ArgumentException">There are not as many as rows.</exception>
    public ReadOnlyMemory<float>? Weights
    {
        get;
        init => field = RowBuffers.FittingWeights(value, Values.Length / ColumnCount);
    }

    /// <inheritdoc/>
    public string? WeightName
    {
        get => Weights is null ? null : field;
        init;
    } = "Weight";

    /// <inheritdoc/>
    public string? LabelName { get; }

    /// <summary>Rows in the table; never null.</summary>
    public long? RowCount => Values.Length / ColumnCount;

    /// <summary>All rows, row-major, without a copy.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>One label a row, without a copy, or null.</summary>
    public ReadOnlyMemory<float>? Labels { get; }

    /// <inheritdoc/>
    public IRowReader OpenReader() => new Reader(Values, ColumnCount, default, Weights);

    /// <inheritdoc/>
    public ILabelledRowReader OpenLabelledReader() =>
        Labels is { } labels ? new Reader(Values, ColumnCount, labels, Weights) : throw RowBuffers.NoLabels();

    private sealed class Reader(ReadOnlyMemory<float> values, int columnCount, ReadOnlyMemory<float> labels, ReadOnlyMemory<float>? weights) : ILabelledRowReader
    {
        private int last;

        public long Position { get; private set; }

        public ReadOnlySpan<float> Weights => weights is { } given ? given.Span.Slice((int)Position - last, last) : default;

        public int Read(Span<float> rows)
        {
            RowBuffers.ThrowIfBelowOneRow(rows.Length, columnCount, nameof(rows));
            long left = (values.Length / columnCount) - Position;
            int count = (int)Math.Min(rows.Length / columnCount, left);
            values.Span.Slice((int)Position * columnCount, count * columnCount).CopyTo(rows);
            Position += count;
            return last = count;
        }

        public int Read(Span<float> rows, Span<float> labelsOfRows)
        {
            RowBuffers.ThrowIfNoLabelFits(labelsOfRows.Length, nameof(labelsOfRows));
            int start = (int)Position;
            int count = Read(rows[..(int)Math.Min(rows.Length, (long)labelsOfRows.Length * columnCount)]);
            labels.Span.Slice(start, count).CopyTo(labelsOfRows);
            return count;
        }

        public void Dispose()
        {
        }
    }
}
