namespace Vae.Core.Data;

/// <summary>Rows that are expanded by more levels than a model knows, as the model sees them: a level that it does not know is none.</summary>
/// <param name="source">The rows.</param>
/// <param name="places">Of each feature of the model its place in a row.</param>
internal sealed class KnownLevelsSource(IRowSource source, int[] places) : IRowSource
{
    public int ColumnCount => places.Length;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames is { } names ? [.. places.Select(place => names[place])] : null;

    public long? RowCount => source.RowCount;

    public string? WeightName => source.WeightName;

    public bool HasDoubles => source.HasDoubles;

    public IRowReader OpenReader() => new Reader(source.OpenReader(), source.ColumnCount, places);

    public IRowReader OpenReader(RowShare share) => new Reader(source.OpenReader(share), source.ColumnCount, places);

    private sealed class Reader(IRowReader inner, int width, int[] places) : IRowReader
    {
        public long Position => inner.Position;

        public ReadOnlySpan<float> Weights => inner.Weights;

        public int Read(Span<float> rows) => Read(rows, inner.Read);

        public int Read(Span<double> rows) => Read(rows, inner.Read);

        public void Dispose() => inner.Dispose();

        private int Read<T>(Span<T> rows, Func<Span<T>, int> read)
        {
            RowBuffers.ThrowIfBelowOneRow(rows.Length, places.Length, nameof(rows));
            var wide = new T[rows.Length / places.Length * width];
            var count = read(wide);
            for (var row = 0; row < count; row++)
            {
                for (var i = 0; i < places.Length; i++)
                {
                    rows[(row * places.Length) + i] = wide[(row * width) + places[i]];
                }
            }

            return count;
        }
    }
}
