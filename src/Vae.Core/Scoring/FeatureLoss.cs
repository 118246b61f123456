using Vae.Core.Likelihoods;
using Vae.Core.Networks;

namespace Vae.Core.Scoring;

/// <summary>-log p(x_d|z) feature by feature, nats.</summary>
internal sealed class FeatureLoss
{
    private readonly double[]? logSigma;

    public FeatureLoss(ModelParts parts)
    {
        if (parts.Options.Likelihood is GaussianLikelihood gaussian)
        {
            logSigma = LogSigma(parts, gaussian);
        }
    }

    /// <summary>log sigma_d of a Gaussian decoder.</summary>
    public static double[] LogSigma(ModelParts parts, GaussianLikelihood gaussian)
    {
        var slot = new ParameterLayout(parts.Plan()).Find(VaePlan.LogSigmaName);
        return [.. Enumerable.Range(0, parts.InputDimension).Select(d => slot is null
            ? Math.Log(gaussian.Sigma)
            : parts.Parameters[slot.Offset + (slot.Count == 1 ? 0 : d)])];
    }

    /// <summary>Adds weight * -log p(x_d|z) to each feature.</summary>
    /// <param name="scaledRow">x.</param>
    /// <param name="output">The decoder's output.</param>
    /// <param name="weight">Factor.</param>
    /// <param name="sums">One a feature.</param>
    public void Add(ReadOnlySpan<float> scaledRow, ReadOnlySpan<float> output, double weight, Span<double> sums)
    {
        for (var d = 0; d < sums.Length; d++)
        {
            sums[d] += weight * Of(d, scaledRow[d], output[d]);
        }
    }

    private double Of(int feature, double x, double f)
    {
        if (logSigma is null)
        {
            return Math.Max(f, 0) - (f * x) + Math.Log(1 + Math.Exp(-Math.Abs(f)));
        }

        var distance = (f - x) * Math.Exp(-logSigma[feature]);
        return GaussianLikelihood.HalfLogTwoPi + logSigma[feature] + (0.5 * distance * distance);
    }
}
