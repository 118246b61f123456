namespace Vae.Core.Tests.Oracles;

/// <summary>Eigenvalues of the covariance of rows, largest first, by Jacobi rotations; and what they say of the best linear models.</summary>
internal sealed class PrincipalComponents
{
    public PrincipalComponents(float[] rows, int features)
    {
        var count = rows.Length / features;
        var mean = Enumerable.Range(0, features).Select(d => Enumerable.Range(0, count).Average(row => (double)rows[(row * features) + d])).ToArray();
        var matrix = new double[features, features];
        for (var i = 0; i < features; i++)
        {
            for (var j = 0; j < features; j++)
            {
                matrix[i, j] = Enumerable.Range(0, count)
                    .Average(row => (rows[(row * features) + i] - mean[i]) * (rows[(row * features) + j] - mean[j]));
            }
        }

        Diagonalize(matrix, features);
        Eigenvalues = [.. Enumerable.Range(0, features).Select(i => matrix[i, i]).OrderDescending()];
    }

    public double[] Eigenvalues { get; }

    /// <summary>Mean squared distance of a row to its image in so many principal directions: the best that any linear autoencoder can do.</summary>
    public double ResidualOf(int latent) => Eigenvalues[latent..].Sum();

    /// <summary>Smallest mean -log p(x) of a linear-Gaussian model with so many latent dimensions (Tipping and Bishop 1999, eqs. 7 and 8).</summary>
    public double BestNegativeLogLikelihood(int latent)
    {
        var features = Eigenvalues.Length;
        var noise = Eigenvalues[latent..].Average();
        return 0.5 * ((features * ReferenceMath.LogTwoPi) + Eigenvalues[..latent].Sum(Math.Log) + ((features - latent) * Math.Log(noise)) + features);
    }

    private static void Diagonalize(double[,] a, int n)
    {
        for (var sweep = 0; sweep < 60; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(a, n, p, q);
                }
            }
        }
    }

    private static void Rotate(double[,] a, int n, int p, int q)
    {
        var angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]);
        var (s, c) = Math.SinCos(angle);
        for (var k = 0; k < n; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (var k = 0; k < n; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
        }
    }
}
