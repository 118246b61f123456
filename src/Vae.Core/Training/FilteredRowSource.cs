using Vae.Core.Data;

namespace Vae.Core.Training;

/// <summary>The rows of a source that go to one use, read without keeping any.</summary>
internal sealed class FilteredRowSource(IRowSource source, RowFilter filter, RowUse use) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public long? RowCount => null;

    public IRowReader OpenReader() => new Reader(this, source.OpenReader());

    private sealed class Reader(FilteredRowSource owner, IRowReader inner) : IRowReader
    {
        private readonly float[] buffer = new float[Math.Max(1, 65536 / owner.ColumnCount) * owner.ColumnCount];
        private int buffered;
        private int next;
        private long number;

        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            var width = owner.ColumnCount;
            var capacity = rows.Length / width;
            var filled = 0;
            while (filled < capacity)
            {
                if (next == buffered)
                {
                    buffered = inner.Read(buffer);
                    next = 0;
                    if (buffered == 0)
                    {
                        break;
                    }
                }

                var row = buffer.AsSpan(next++ * width, width);
                if (owner.Filter.Decide(row, number++) == owner.Use)
                {
                    row.CopyTo(rows[(filled++ * width)..]);
                }
            }

            Position += filled;
            return filled;
        }

        public void Dispose() => inner.Dispose();
    }

    private RowFilter Filter => filter;

    private RowUse Use => use;
}
