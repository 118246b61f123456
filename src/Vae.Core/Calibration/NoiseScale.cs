using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Parts;

namespace Vae.Core.Calibration;

/// <summary>
/// How much each number of [residual ; mean code] may vary without meaning anything, by the model's own account: a share of the decoder's variance, sigma^2, and of the variance of the code given
/// the row. A covariance of training rows can be far smaller in some direction (rows of one column lie on a curve, equal rows in a point), and what is divided by it rules the sum of a whitened distance.
/// </summary>
internal static class NoiseScale
{
    // Of the variance that the model gives to a number of the joint vector, and of that of a row.
    private const double Share = 0.02;
    private const double ShareOfRow = 0.1;

    // Of scaled numbers in single precision, which rebuilding rounds some times over.
    private const double Rounding = 1e-10;

    /// <summary>The variances that a covariance of such numbers is raised by.</summary>
    /// <param name="parts">The network.</param>
    /// <param name="pipeline">Of the same network.</param>
    /// <param name="scaledRows">Training rows, row-major.</param>
    /// <param name="joint">[residual ; mean code] of the same rows.</param>
    /// <returns>One number for each of the joint vector, above 0.</returns>
    public static double[] Variances(ModelParts parts, IModelPipeline pipeline, float[] scaledRows, float[] joint)
    {
        var plan = parts.Plan();
        var (residuals, latent) = (plan.ResidualDimension, plan.LatentDimension);
        var own = Spread(joint, residuals + latent);
        var sigmas = SquaredSigmas(parts, plan, scaledRows);
        for (var c = 0; sigmas is not null && c < residuals; c++)
        {
            // Of a column that is no measured number the model has no sigma, and its residuals' own variance stands in for it.
            own[c] = IsMeasured(plan, c) ? sigmas[c] : own[c];
        }

        if (parts.Options.Objective.HasVariance)
        {
            var codes = CodeVariances(pipeline, scaledRows, joint.Length / (residuals + latent), latent);
            codes.CopyTo(own.AsSpan(residuals));
        }

        return [.. own.Select(variance => (double.IsFinite(variance) ? Share * variance : 0) + Rounding)];
    }

    /// <summary>What two rows may differ by, as a squared distance in scaled units: a share of sigma^2 summed over the columns that are measured numbers; 0 where the decoder has no sigma.</summary>
    /// <param name="parts">The network.</param>
    /// <param name="scaledRows">Training rows, row-major.</param>
    public static double OfRow(ModelParts parts, float[] scaledRows)
    {
        var plan = parts.Plan();
        return SquaredSigmas(parts, plan, scaledRows) is { } sigmas ? ShareOfRow * sigmas.Where((_, column) => IsMeasured(plan, column)).Sum() : 0;
    }

    private static bool IsMeasured(VaePlan plan, int column) => plan.Map is null || !plan.Map.IsDiscrete(column);

    /// <summary>sigma^2 of each column, and no more than the column varies by: a model that knows less of it than its mean does has learned nothing.</summary>
    private static double[]? SquaredSigmas(ModelParts parts, VaePlan plan, float[] scaledRows)
    {
        double[]? sigmas = plan.Likelihood switch
        {
            GaussianLikelihood { SigmaKind: SigmaKind.Fixed } gaussian => [gaussian.Sigma],
            GaussianLikelihood when new ParameterLayout(plan).Find(VaePlan.LogSigmaName) is { } slot => [.. slot.Of(parts.Parameters.AsSpan()).ToArray().Select(value => Math.Exp((double)value))],
            _ => null,
        };
        if (sigmas is null)
        {
            return null;
        }

        var spread = Spread(scaledRows, parts.InputDimension);
        return [.. Enumerable.Range(0, plan.ResidualDimension).Select(column => plan.Map?.StartOf(column) ?? column)
            .Select(feature => Math.Min(Square(sigmas[sigmas.Length == 1 ? 0 : feature]), spread[feature]))];
    }

    private static double[] Spread(float[] rows, int width)
    {
        int[] all = [.. Enumerable.Range(0, rows.Length / width)];
        return (Array.Exists(rows, float.IsNaN) ? ObservedMoments.Of(rows, width, all, wantsCovariance: false) : Moments.Of(rows, width, all, wantsCovariance: false)).Variance;
    }

    /// <summary>Mean over rows of the variance of each number of the code.</summary>
    private static double[] CodeVariances(IModelPipeline pipeline, float[] scaledRows, int rows, int latent)
    {
        var logarithms = new float[rows * latent];
        pipeline.Transform(scaledRows, scaled: true, ScoreKind.SquaredError, new VaeOutputs { LogVariance = logarithms });
        var (sums, counts) = (new double[latent], new int[latent]);
        for (var i = 0; i < logarithms.Length; i++)
        {
            // A row of which nothing was observed has no code.
            if (float.IsFinite(logarithms[i]))
            {
                sums[i % latent] += Math.Exp(logarithms[i]);
                counts[i % latent]++;
            }
        }

        // No more than the prior's: a code is told from another by no less than that.
        return [.. sums.Select((sum, j) => Math.Min(1, sum / Math.Max(1, counts[j])))];
    }

    private static double Square(double value) => value * value;
}
