namespace Vae.Core.Tests.Oracles;

/// <summary>Rows of a factor model: x = W z + noise, W, z and noise standard normal, the noise times a factor.</summary>
internal static class FactorRows
{
    /// <summary>Row-major rows.</summary>
    public static float[] Draw(int count, int columns, int factors, double noise, int seed)
    {
        var random = new Random(seed);
        var loadings = Enumerable.Range(0, columns * factors).Select(_ => Normal(random)).ToArray();
        var rows = new float[count * columns];
        for (var i = 0; i < count; i++)
        {
            var code = Enumerable.Range(0, factors).Select(_ => Normal(random)).ToArray();
            for (var d = 0; d < columns; d++)
            {
                var sum = 0.0;
                for (var f = 0; f < factors; f++)
                {
                    sum += code[f] * loadings[(d * factors) + f];
                }

                rows[(i * columns) + d] = (float)(sum + (noise * Normal(random)));
            }
        }

        return rows;
    }

    /// <summary>Standard deviation of each column.</summary>
    public static double[] Deviations(ReadOnlySpan<float> rows, int columns)
    {
        var (sums, squares) = (new double[columns], new double[columns]);
        for (var i = 0; i < rows.Length; i++)
        {
            sums[i % columns] += rows[i];
            squares[i % columns] += (double)rows[i] * rows[i];
        }

        double count = rows.Length / columns;
        return [.. sums.Select((sum, d) => Math.Sqrt(Math.Max(0, (squares[d] / count) - (sum / count * (sum / count)))))];
    }

    /// <summary>Moves values of a row by a number of standard deviations, up or down, and returns which.</summary>
    public static int[] Plant(Span<float> row, double[] deviations, int values, double sigmas, Random random)
    {
        int[] candidates = [.. Enumerable.Range(0, row.Length).Where(d => deviations[d] > 0)];
        random.Shuffle(candidates);
        foreach (var d in candidates[..values])
        {
            row[d] += (float)((random.Next(2) == 0 ? -1 : 1) * sigmas * deviations[d]);
        }

        return candidates[..values];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
