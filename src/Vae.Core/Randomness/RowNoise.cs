namespace Vae.Core.Randomness;

/// <summary>Random numbers for rows, where each row's depend on the seed, the purpose and the row's own number alone.</summary>
internal static unsafe class RowNoise
{
    /// <summary>Fills rows with standard normal numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="firstRow">Number of the first row; below 2^48.</param>
    /// <param name="width">Numbers a row.</param>
    /// <param name="rows">A whole number of rows, row-major.</param>
    public static void Normal(int seed, RandomPurpose purpose, long firstRow, int width, Span<float> rows)
    {
        var stream = new Philox(seed, purpose);

        // Noise is made four numbers at a time.
        var padded = new float[(width + 3) & ~3];
        fixed (float* pointer = padded)
        {
            for (var row = 0; row < rows.Length / width; row++)
            {
                NormalNoise.Fill(stream, 0, (ulong)(firstRow + row), pointer, padded.Length);
                padded.AsSpan(0, width).CopyTo(rows.Slice(row * width, width));
            }
        }
    }

    /// <summary>Fills a row with uniform numbers from 0 to 1, which have nothing to do with its normal ones.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="row">Number of the row; below 2^48.</param>
    /// <param name="values">Receives the numbers.</param>
    public static void Uniform(int seed, RandomPurpose purpose, long row, Span<double> values)
    {
        var stream = new Philox(seed, purpose);
        for (var i = 0; i < values.Length; i++)
        {
            // Normal numbers leave the second counter at 0.
            values[i] = stream.At((uint)i, 1, (uint)row, (uint)((ulong)row >> 32)).X / 4294967296.0;
        }
    }

    /// <summary>Replaces probabilities by draws: 1 with that probability, else 0.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="firstRow">Number of the first row; below 2^48.</param>
    /// <param name="width">Numbers a row.</param>
    /// <param name="rows">Probabilities, a whole number of rows, row-major.</param>
    public static void Bernoulli(int seed, RandomPurpose purpose, long firstRow, int width, Span<float> rows)
    {
        var stream = new Philox(seed, purpose);
        for (var row = 0; row < rows.Length / width; row++)
        {
            var number = (ulong)(firstRow + row);
            var values = rows.Slice(row * width, width);
            for (var i = 0; i < width; i += 4)
            {
                var words = stream.At((uint)(i / 4), 0, (uint)number, (uint)(number >> 32));
                Draw(values, i, words.X);
                Draw(values, i + 1, words.Y);
                Draw(values, i + 2, words.Z);
                Draw(values, i + 3, words.W);
            }
        }
    }

    // A word is below p * 2^32 with probability p, and always where p is 1: the comparison is exact in double.
    private static void Draw(Span<float> values, int index, uint word)
    {
        if (index < values.Length)
        {
            values[index] = word < values[index] * 4294967296.0 ? 1 : 0;
        }
    }
}
