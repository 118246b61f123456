using Vae.Core.Data;

namespace Vae.Cli.Commands;

/// <summary>The rows of a source that hold no missing value: those that have a likelihood.</summary>
internal sealed class FiniteRowSource(IRowSource source) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public TableSchema? Columns => source.Columns;

    public long? RowCount => null;

    /// <summary>Whether no value of a row is missing.</summary>
    public static bool IsWhole(ReadOnlySpan<float> row)
    {
        foreach (var value in row)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    public IRowReader OpenReader() => new Reader(source.OpenReader(), ColumnCount);

    private sealed class Reader(IRowReader inner, int columnCount) : IRowReader
    {
        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            var wanted = rows.Length / columnCount;
            var kept = 0;
            while (kept < wanted)
            {
                // Rows are read into the free end of the buffer, and the whole ones moved up to close the gaps.
                var free = rows[(kept * columnCount)..];
                var read = inner.Read(free);
                if (read == 0)
                {
                    break;
                }

                kept += Compact(free, read);
            }

            Position += kept;
            return kept;
        }

        public void Dispose() => inner.Dispose();

        private int Compact(Span<float> rows, int count)
        {
            var kept = 0;
            for (var row = 0; row < count; row++)
            {
                var values = rows.Slice(row * columnCount, columnCount);
                if (IsWhole(values))
                {
                    values.CopyTo(rows[(kept * columnCount)..]);
                    kept++;
                }
            }

            return kept;
        }
    }
}
