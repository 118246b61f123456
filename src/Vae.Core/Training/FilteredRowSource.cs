using System.Runtime.InteropServices;
using Vae.Core.Data;

namespace Vae.Core.Training;

/// <summary>The rows of a source that go to one use, read without keeping any.</summary>
internal sealed class FilteredRowSource(IRowSource source, RowFilter filter, RowUse use) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public long? RowCount => null;

    public string? WeightName => source.WeightName;

    public IRowReader OpenReader() => new Reader(this, source.OpenReader());

    private sealed class Reader(FilteredRowSource owner, IRowReader inner) : IRowReader
    {
        private readonly float[] buffer = new float[Math.Max(1, 65536 / owner.ColumnCount) * owner.ColumnCount];
        private int buffered;
        private int next;
        private readonly List<float> weights = [];
        private float[] bufferedWeights = [];
        private long number;
        private long place;

        public long Position { get; private set; }

        public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(weights);

        public int Read(Span<float> rows)
        {
            var width = owner.ColumnCount;
            var capacity = rows.Length / width;
            var filled = 0;
            weights.Clear();
            while (filled < capacity)
            {
                if (next == buffered)
                {
                    buffered = inner.Read(buffer);
                    next = 0;
                    bufferedWeights = owner.WeightName is null ? [] : WeightSums.Of(inner, buffered).ToArray();
                    if (buffered == 0)
                    {
                        break;
                    }
                }

                var at = next++;
                number++;
                if (bufferedWeights.Length > 0 && bufferedWeights[at] == 0)
                {
                    continue;
                }

                var row = buffer.AsSpan(at * width, width);
                if (owner.Filter.Decide(row, number - 1, place++) == owner.Use)
                {
                    row.CopyTo(rows[(filled++ * width)..]);
                    if (bufferedWeights.Length > 0)
                    {
                        weights.Add(bufferedWeights[at]);
                    }
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
