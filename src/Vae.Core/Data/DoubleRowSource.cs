namespace Vae.Core.Data;

/// <summary>
/// Rows in memory whose values are 64-bit floats, row-major: time stamps, coordinates, counters. The memory is used in place, not copied: do not write to it while it is read.
/// </summary>
public sealed class DoubleRowSource : ILabelledRowSource
{
    private readonly ReadOnlyMemory<double> values;
    private readonly ReadOnlyMemory<float>? labels;
    private readonly string labelName;

    /// <summary>Wraps rows in memory.</summary>
    /// <param name="values">Row-major, a whole number of rows of <paramref name="columnCount"/> values; may be empty.</param>
    /// <param name="columnCount">Features a row; at least 1.</param>
    /// <param name="columnNames">One name a feature, or null.</param>
    /// <param name="labels">One finite label a row, or null for a table without labels.</param>
    /// <param name="labelName">What the labels are called; only used where there are labels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columnCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or the names or labels do not fit them.</exception>
    public DoubleRowSource(
        ReadOnlyMemory<double> values,
        int columnCount,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlyMemory<float>? labels = null,
        string labelName = "Label")
    {
        RowBuffers.ThrowIfNoTable(values.Length, columnCount, columnNames, labels?.Length);
        ColumnCount = columnCount;
        ColumnNames = columnNames;
        this.values = values;
        this.labels = labels;
        this.labelName = labelName;
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
        init => field = RowBuffers.FittingWeights(value, values.Length / ColumnCount);
    }

    /// <inheritdoc/>
    public string? WeightName
    {
        get => Weights is null ? null : field;
        init;
    } = "Weight";

    /// <inheritdoc/>
    public string? LabelName => labels is null ? null : labelName;

    /// <inheritdoc/>
    public long? RowCount => values.Length / ColumnCount;

    /// <summary>Always true.</summary>
    public bool HasDoubles => true;

    /// <inheritdoc/>
    public IRowReader OpenReader() => new Reader(values, ColumnCount, default, Weights);

    /// <inheritdoc/>
    public ILabelledRowReader OpenLabelledReader() => this.labels is { } labels ? new Reader(values, ColumnCount, labels, Weights) : throw RowBuffers.NoLabels();

    private sealed class Reader(ReadOnlyMemory<double> values, int columnCount, ReadOnlyMemory<float> labels, ReadOnlyMemory<float>? weights) : ILabelledRowReader
    {
        private int last;

        public long Position { get; private set; }

        public ReadOnlySpan<float> Weights => weights is { } given ? given.Span.Slice((int)Position - last, last) : default;

        public int Read(Span<float> rows)
        {
            ReadOnlySpan<double> here = Next(rows.Length, int.MaxValue, out int count);
            RowOrigin.Subtract(null, here, rows);
            return count;
        }

        public int Read(Span<double> rows)
        {
            Next(rows.Length, int.MaxValue, out int count).CopyTo(rows);
            return count;
        }

        public int Read(Span<float> rows, Span<float> labelsOfRows)
        {
            int start = (int)Position;
            ReadOnlySpan<double> here = Next(rows.Length, NotEmpty(labelsOfRows), out int count);
            RowOrigin.Subtract(null, here, rows);
            labels.Span.Slice(start, count).CopyTo(labelsOfRows);
            return count;
        }

        public int Read(Span<double> rows, Span<float> labelsOfRows)
        {
            int start = (int)Position;
            Next(rows.Length, NotEmpty(labelsOfRows), out int count).CopyTo(rows);
            labels.Span.Slice(start, count).CopyTo(labelsOfRows);
            return count;
        }

        public void Dispose()
        {
        }

        private static int NotEmpty(Span<float> labelsOfRows)
        {
            RowBuffers.ThrowIfNoLabelFits(labelsOfRows.Length, "labels");
            return labelsOfRows.Length;
        }

        private ReadOnlySpan<double> Next(int length, int most, out int count)
        {
            RowBuffers.ThrowIfBelowOneRow(length, columnCount, "rows");
            long left = (values.Length / columnCount) - Position;
            count = (int)Math.Min(Math.Min(length / columnCount, most), left);
            ReadOnlySpan<double> here = values.Span.Slice((int)Position * columnCount, count * columnCount);
            Position += count;
            last = count;
            return here;
        }
    }
}
