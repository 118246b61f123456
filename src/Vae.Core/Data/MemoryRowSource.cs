namespace Vae.Core.Data;

/// <summary>Rows that are already in memory, row-major. The memory is used in place, not copied: do not write to it while it is read.</summary>
public sealed class MemoryRowSource : IRowSource
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Wraps rows in memory.</summary>
    /// <param name="values">Row-major, a whole number of rows of <paramref name="columnCount"/> values; may be empty.</param>
    /// <param name="columnCount">Features a row; at least 1.</param>
    /// <param name="columnNames">One name a feature, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columnCount"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or the names are not one a column.</exception>
    public MemoryRowSource(ReadOnlyMemory<float> values, int columnCount, IReadOnlyList<string>? columnNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (values.Length % columnCount != 0)
        {
            throw new ArgumentException(
                $"{values.Length} values are no whole number of rows of {columnCount} columns; pass rows * columns values.",
                nameof(values));
        }

        if (columnNames is not null && columnNames.Count != columnCount)
        {
            throw new ArgumentException(
                $"{columnNames.Count} names were given for {columnCount} columns; pass one name a column, or null.",
                nameof(columnNames));
        }

        _values = values;
        ColumnCount = columnCount;
        ColumnNames = columnNames;
    }

    /// <inheritdoc/>
    public int ColumnCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? ColumnNames { get; }

    /// <inheritdoc/>
    public long? RowCount => _values.Length / ColumnCount;

    /// <summary>All rows, row-major, without a copy.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <inheritdoc/>
    public IRowReader OpenReader() => new Reader(_values, ColumnCount);

    private sealed class Reader(ReadOnlyMemory<float> values, int columnCount) : IRowReader
    {
        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            RowBuffers.ThrowIfBelowOneRow(rows.Length, columnCount, nameof(rows));
            long left = (values.Length / columnCount) - Position;
            int count = (int)Math.Min(rows.Length / columnCount, left);
            values.Span.Slice((int)Position * columnCount, count * columnCount).CopyTo(rows);
            Position += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
