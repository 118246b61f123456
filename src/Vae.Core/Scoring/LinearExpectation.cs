using System.Numerics.Tensors;

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

    // 4 MB of floats; wider rows have a diagonal covariance, for which fewer rows do.
    private const int MostValues = 1 << 20;
    private const double Ridge = 1e-3;
    private const double Trim = 0.1;

    private readonly double[] center;
    private readonly double[] matrix;
    private readonly bool isDiagonal;

    public LinearExpectation(Whitening whitening)
    {
        center = [.. whitening.Center.Select(value => (double)value)];
        matrix = [.. whitening.Matrix.Select(value => (double)value)];
        isDiagonal = whitening.IsDiagonal;
        Deviation = Deviations();
    }

    /// <summary>Features a row.</summary>
    public int Dimension => center.Length;

    /// <summary>Standard deviation of each feature given the others, scaled units.</summary>
    public double[] Deviation { get; }

    /// <summary>Fits the covariance to scaled rows.</summary>
    /// <param name="scaledRows">Row-major.</param>
    /// <param name="features">Features a row.</param>
    /// <param name="chosen">Numbers of the rows to fit to; null for all.</param>
    public static Whitening Fit(float[] scaledRows, int features, int[]? chosen = null) =>
        WhiteningFit.Fit(scaledRows, features, Ridge, Trim, LargestFull, chosen);

    /// <summary>How many of the training rows to fit it on.</summary>
    public static int Rows(int features) => Math.Min(MostRows, Math.Max(2, MostValues / features));

    /// <summary>The surprise (x_d - expected_d) / deviation_d of each feature, in double precision: nearly dependent features make large numbers that nearly cancel.</summary>
    /// <param name="scaledRow">The row.</param>
    /// <param name="surprises">Receives as many numbers.</param>
    public void Surprises(ReadOnlySpan<float> scaledRow, Span<double> surprises)
    {
        var n = Dimension;
        if (isDiagonal)
        {
            TensorPrimitives.ConvertTruncating<float, double>(scaledRow, surprises);
            TensorPrimitives.Subtract(surprises, center, surprises);
            TensorPrimitives.Multiply(surprises, matrix, surprises);
            return;
        }

        Span<double> centered = stackalloc double[n];
        TensorPrimitives.ConvertTruncating<float, double>(scaledRow, centered);
        TensorPrimitives.Subtract(centered, center, centered);
        surprises.Clear();
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * n, i + 1);
            TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot<double>(row, centered[..(i + 1)]), surprises[..(i + 1)], surprises[..(i + 1)]);
        }

        TensorPrimitives.Multiply(surprises, Deviation, surprises);
    }

    /// <summary>1 / sqrt(P_dd), P = AᵀA.</summary>
    private double[] Deviations()
    {
        var n = Dimension;
        var precision = new double[n];
        for (var i = 0; i < n; i++)
        {
            if (isDiagonal)
            {
                precision[i] = matrix[i] * matrix[i];
                continue;
            }

            for (var j = 0; j <= i; j++)
            {
                precision[j] += matrix[(i * n) + j] * matrix[(i * n) + j];
            }
        }

        return [.. precision.Select(value => 1 / Math.Sqrt(value))];
    }
}
