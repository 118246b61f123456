using MathNet.Numerics.LinearAlgebra;

namespace Vae.Reports.Findings;

/// <summary>Codes on a plane: their two directions of largest variance, each with variance 1.</summary>
/// <param name="X">Along the first.</param>
/// <param name="Y">Along the second; null of codes of one number.</param>
/// <param name="Share">Share of the codes' variance that the plane has.</param>
internal sealed record CodePlane(float[] X, float[]? Y, double Share)
{
    private const int FewestRows = 3;
    private const int MostDimensions = 512;

    /// <summary>Finds it; null where there are fewer than three codes, or all are one.</summary>
    /// <param name="codes">Row-major.</param>
    /// <param name="latent">Numbers a code.</param>
    public static CodePlane? Of(float[] codes, int latent)
    {
        if (codes.Length < FewestRows * latent || IsOneCode(codes, latent))
        {
            return null;
        }

        var count = codes.Length / latent;
        var dimensions = Widest(codes, latent);
        var centered = Matrix<double>.Build.Dense(count, dimensions.Length, (row, i) => codes[(row * latent) + dimensions[i]]);
        var means = centered.ColumnSums() / count;
        centered.MapIndexedInplace((_, i, value) => value - means[i]);
        var decomposed = (centered.TransposeThisAndMultiply(centered) / count).Evd(Symmetricity.Symmetric);
        var variances = decomposed.EigenValues.Select(value => Math.Max(0, value.Real)).ToArray();
        var total = Math.Max(variances.Sum(), 1e-30);
        float[] Along(int direction)
        {
            // Eigenvalues ascend. The sign of a direction is free: the largest of its numbers is positive.
            var vector = decomposed.EigenVectors.Column(variances.Length - 1 - direction);
            var sign = vector[vector.AbsoluteMaximumIndex()] < 0 ? -1 : 1;
            var scale = sign / Math.Sqrt(Math.Max(variances[variances.Length - 1 - direction], 1e-12));
            return [.. (centered * vector).Select(value => (float)(value * scale))];
        }

        return variances.Length == 1
            ? new CodePlane(Along(0), null, 1)
            : new CodePlane(Along(0), Along(1), (variances[^1] + variances[^2]) / total);
    }

    private static bool IsOneCode(ReadOnlySpan<float> codes, int latent)
    {
        var first = codes[..latent];
        for (var rest = codes[latent..]; !rest.IsEmpty; rest = rest[latent..])
        {
            if (!rest[..latent].SequenceEqual(first))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The dimensions of largest variance, where there are more than one can decompose in a second.</summary>
    private static int[] Widest(float[] codes, int latent)
    {
        if (latent <= MostDimensions)
        {
            return [.. Enumerable.Range(0, latent)];
        }

        var squares = new double[latent];
        var sums = new double[latent];
        for (var i = 0; i < codes.Length; i++)
        {
            sums[i % latent] += codes[i];
            squares[i % latent] += (double)codes[i] * codes[i];
        }

        return [.. Enumerable.Range(0, latent).OrderByDescending(d => squares[d] - (sums[d] * sums[d] * latent / codes.Length)).Take(MostDimensions).Order()];
    }
}
