using Vae.Core.Data;
using Vae.Core.Randomness;

namespace Vae.Core.Tests.Children;

/// <summary>Rows made as they are read: any number of them without memory. Each is a mix of two factors and noise.</summary>
internal sealed class GeneratedRows(long rows, int columns, bool tellsCount = false) : IRowSource
{
    public int ColumnCount => columns;

    public IReadOnlyList<string>? ColumnNames => null;

    public long? RowCount => tellsCount ? rows : null;

    public IRowReader OpenReader() => new Reader(rows, columns);

    private sealed class Reader(long rows, int columns) : IRowReader
    {
        public long Position { get; private set; }

        public unsafe int Read(Span<float> destination)
        {
            var count = (int)Math.Min(destination.Length / columns, rows - Position);
            var stream = new Philox(2024, 77u);
            var padded = (columns + 2 + 3) & ~3;
            var noise = stackalloc float[padded];
            for (var i = 0; i < count; i++)
            {
                NormalNoise.Fill(stream, 0, (ulong)(Position + i), noise, padded);
                for (var column = 0; column < columns; column++)
                {
                    destination[(i * columns) + column] = noise[columns + (column % 2)] + (0.3f * noise[column]);
                }
            }

            Position += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
