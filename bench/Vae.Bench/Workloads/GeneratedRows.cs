using Vae.Core.Data;

namespace Vae.Bench.Workloads;

/// <summary>
/// Seeded rows that are made as they are read and kept nowhere: a few hidden factors, mixed and bent, plus noise. Every pass gives the same rows.
/// </summary>
internal sealed class GeneratedRows : IRowSource
{
    private const int Factors = 6;

    private readonly int seed;
    private readonly bool unitInterval;
    private readonly float[] mixing;

    /// <param name="rows">How many.</param>
    /// <param name="columnCount">Features a row.</param>
    /// <param name="seed">Seed of mixing and rows.</param>
    /// <param name="unitInterval">Whether to squash values into [0, 1], as grey levels are, instead of unbounded ones around 0.</param>
    public GeneratedRows(long rows, int columnCount, int seed, bool unitInterval)
    {
        this.seed = seed;
        this.unitInterval = unitInterval;
        RowCount = rows;
        ColumnCount = columnCount;
        var random = new Random(seed);
        mixing = new float[columnCount * Factors];
        for (var i = 0; i < mixing.Length; i++)
        {
            mixing[i] = (float)((2 * random.NextDouble()) - 1);
        }
    }

    public int ColumnCount { get; }

    public IReadOnlyList<string>? ColumnNames => null;

    public long? RowCount { get; }

    public IRowReader OpenReader() => new Reader(this);

    private sealed class Reader(GeneratedRows source) : IRowReader
    {
        private readonly Random random = new(source.seed + 1);
        private readonly float[] factors = new float[Factors];

        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            var count = (int)Math.Min(rows.Length / source.ColumnCount, source.RowCount!.Value - Position);
            for (var row = 0; row < count; row++)
            {
                Fill(rows.Slice(row * source.ColumnCount, source.ColumnCount));
            }

            Position += count;
            return count;
        }

        public void Dispose()
        {
        }

        private void Fill(Span<float> row)
        {
            for (var f = 0; f < Factors; f++)
            {
                factors[f] = (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 2;
            }

            for (var column = 0; column < row.Length; column++)
            {
                var sum = 0f;
                for (var f = 0; f < Factors; f++)
                {
                    sum += factors[f] * source.mixing[(column * Factors) + f];
                }

                var value = (sum / (1 + MathF.Abs(sum))) + (0.1f * (random.NextSingle() - 0.5f));
                row[column] = source.unitInterval ? Math.Clamp(0.5f + (0.5f * value), 0, 1) : value;
            }
        }
    }
}
