namespace Vae.Core.Tests.Oracles;

/// <summary>
/// x = W z + b + s * eps with z and eps standard normal: a variational autoencoder with a linear decoder. All of it is known in closed form: x is
/// N(b, W W' + s^2 I) (Tipping and Bishop 1999, eq. 3), and z given x is N(M^-1 W' (x - b), s^2 M^-1) with M = W' W + s^2 I (eq. 6).
/// </summary>
/// <param name="Weights">W, [D][L].</param>
/// <param name="Offset">b, D numbers.</param>
/// <param name="Sigma">s.</param>
internal sealed record LinearGaussian(double[][] Weights, double[] Offset, double Sigma)
{
    public int Features => Offset.Length;

    public int Latent => Weights[0].Length;

    /// <summary>-log p(x), nats.</summary>
    public double NegativeLogLikelihood(ReadOnlySpan<float> row)
    {
        var covariance = new double[Features, Features];
        for (var i = 0; i < Features; i++)
        {
            for (var j = 0; j < Features; j++)
            {
                covariance[i, j] = Weights[i].Zip(Weights[j], (a, b) => a * b).Sum() + (i == j ? Sigma * Sigma : 0);
            }
        }

        // With C = F F', F lower triangular: x' C^-1 x is the squared norm of y in F y = x, and log |C| twice the sum of log F_ii.
        var y = new double[Features];
        var logDeterminant = 0.0;
        for (var j = 0; j < Features; j++)
        {
            for (var k = 0; k < j; k++)
            {
                covariance[j, j] -= covariance[j, k] * covariance[j, k];
            }

            covariance[j, j] = Math.Sqrt(covariance[j, j]);
            logDeterminant += 2 * Math.Log(covariance[j, j]);
            y[j] = row[j] - Offset[j];
            for (var k = 0; k < j; k++)
            {
                y[j] -= covariance[j, k] * y[k];
            }

            y[j] /= covariance[j, j];
            for (var i = j + 1; i < Features; i++)
            {
                for (var k = 0; k < j; k++)
                {
                    covariance[i, j] -= covariance[i, k] * covariance[j, k];
                }

                covariance[i, j] /= covariance[j, j];
            }
        }

        return 0.5 * ((Features * ReferenceMath.LogTwoPi) + logDeterminant + y.Sum(value => value * value));
    }

    public double MeanNegativeLogLikelihood(float[] rows)
    {
        var sum = 0.0;
        for (var first = 0; first < rows.Length; first += Features)
        {
            sum += NegativeLogLikelihood(rows.AsSpan(first, Features));
        }

        return sum / (rows.Length / Features);
    }

    /// <summary>Rows drawn from it.</summary>
    public float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var rows = new float[count * Features];
        for (var row = 0; row < count; row++)
        {
            var z = Enumerable.Range(0, Latent).Select(_ => Normal()).ToArray();
            for (var d = 0; d < Features; d++)
            {
                rows[(row * Features) + d] = (float)(Offset[d] + Weights[d].Zip(z, (w, value) => w * value).Sum() + (Sigma * Normal()));
            }
        }

        return rows;
    }
}
