using MathNet.Numerics.LinearAlgebra;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>The codes of the sampled rows on a plane: their two directions of largest variance, each with variance 1.</summary>
/// <param name="X">Along the first.</param>
/// <param name="Y">Along the second; of codes of one number the score.</param>
/// <param name="Rows">Numbers of the rows.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Kinds">What their labels say.</param>
/// <param name="Share">Share of the codes' variance that the plane has.</param>
/// <param name="Columns">Columns that the points may be coloured by.</param>
internal sealed record LatentMap(float[] X, float[] Y, int[] Rows, float[] Scores, byte[] Kinds, double Share, LatentColour[] Columns)
{
    private const int MostColours = 40;
    private const int MostDimensions = 512;

    /// <summary>Draws it; null where there are fewer than three rows, or all have one code.</summary>
    public static LatentMap? Of(VaeModel model, RowScan scan, SampledRows sample, ColumnFacts[] facts)
    {
        if (sample.Count < 3 || IsOneCode(sample.Codes, model.LatentDimension))
        {
            return null;
        }

        int[] rows = [.. sample.Reservoir.Numbers];
        float[] scores = [.. rows.Select(row => scan.Scores[row])];
        var (x, y, share) = Plane(sample.Codes, model.LatentDimension, scores);
        LatentColour[] colours = [.. facts.Take(MostColours).Select(fact => LatentColour.Of(model, sample, fact.Column))];
        return new LatentMap(x, y, rows, scores, [.. rows.Select(row => (byte)scan.KindOf(row))], share, colours);
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

    private static (float[] X, float[] Y, double Share) Plane(float[] codes, int latent, float[] scores)
    {
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
            ? (Along(0), scores, 1)
            : (Along(0), Along(1), (variances[^1] + variances[^2]) / total);
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
