namespace Vae.Core.Scoring;

/// <summary>
/// What the other features of a row lead one to expect of each: the mean and standard deviation of x_d given all x_e, e != d, under the mean and covariance of training rows
/// (the farthest tenth left out). With P the precision matrix and v = x - mean that is x_d - (P v)_d / P_dd and 1 / sqrt(P_dd), in scaled units.
/// </summary>
/// <remarks>
/// Not the reconstruction: a network with as many latent dimensions as features rebuilds a wrong value too. On real rows with one value shifted by 8 standard deviations,
/// the reconstruction misses the value that was there by 0.5 to 1.5 deviations, this by 0.15 to 0.7.
/// </remarks>
internal sealed class LinearExpectation
{
    /// <summary>Rows of more features get a diagonal covariance: each feature is expected at its mean.</summary>
    public const int LargestFull = 512;

    private const int MostRows = 4096;
    private const double Ridge = 1e-3;
    private const double Trim = 0.1;

    private readonly Whitening whitening;

    public LinearExpectation(Whitening whitening)
    {
        this.whitening = whitening;
        Deviation = Deviations(whitening);
    }

    /// <summary>Features a row.</summary>
    public int Dimension => whitening.Dimension;

    /// <summary>Standard deviation of each feature given the others, scaled units.</summary>
    public float[] Deviation { get; }

    /// <summary>Fits the covariance to scaled rows.</summary>
    public static Whitening Fit(float[] scaledRows, int features) => WhiteningFit.Fit(scaledRows, features, Ridge, Trim, LargestFull);

    /// <summary>How many of the training rows to fit it on.</summary>
    public static int Rows(int features) => Math.Min(MostRows, Math.Max(2, (1 << 24) / features));

    /// <summary>(x_d - expected_d) / deviation_d of each feature.</summary>
    /// <param name="scaledRow">The row.</param>
    /// <param name="surprises">Receives as many numbers.</param>
    public void Surprises(ReadOnlySpan<float> scaledRow, Span<float> surprises)
    {
        var (centered, whitened) = (new float[Dimension], new float[Dimension]);
        whitening.Apply(scaledRow, centered, whitened);
        whitening.ApplyTransposed(whitened, surprises);
        System.Numerics.Tensors.TensorPrimitives.Multiply(surprises, Deviation, surprises);
    }

    private static float[] Deviations(Whitening whitening)
    {
        var n = whitening.Dimension;
        var precision = new double[n];
        for (var i = 0; i < n; i++)
        {
            if (whitening.IsDiagonal)
            {
                precision[i] = (double)whitening.Matrix[i] * whitening.Matrix[i];
                continue;
            }

            for (var j = 0; j <= i; j++)
            {
                precision[j] += (double)whitening.Matrix[(i * n) + j] * whitening.Matrix[(i * n) + j];
            }
        }

        return [.. precision.Select(value => (float)(1 / Math.Sqrt(value)))];
    }
}
