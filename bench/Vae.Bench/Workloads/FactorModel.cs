namespace Vae.Bench.Workloads;

/// <summary>Rows x = W z + noise, where W, z and the noise are standard normal, the noise times a factor: columns that know of each other by a few hidden numbers.</summary>
internal static class FactorModel
{
    /// <summary>Row-major rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="columns">Features a row.</param>
    /// <param name="factors">Length of z.</param>
    /// <param name="noise">Standard deviation of the noise.</param>
    /// <param name="seed">Seed of all of it.</param>
    public static float[] Draw(int count, int columns, int factors, double noise, int seed)
    {
        var random = new Random(seed);
        var loadings = Enumerable.Range(0, columns * factors).Select(_ => Normal(random)).ToArray();
        var (rows, hidden) = (new float[count * columns], new double[factors]);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var f = 0; i % columns == 0 && f < factors; f++)
            {
                hidden[f] = Normal(random);
            }

            var sum = noise * Normal(random);
            for (var f = 0; f < factors; f++)
            {
                sum += hidden[f] * loadings[(i % columns * factors) + f];
            }

            rows[i] = (float)sum;
        }

        return rows;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
