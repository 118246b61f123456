using Vae.Core.Likelihoods;
using Vae.Core.Networks;

namespace Vae.Core.Parts;

/// <summary>-log p(x_d|z) feature by feature, or column by column where they are of several kinds; nats.</summary>
internal sealed class FeatureLoss
{
    private readonly double[]? logSigma;
    private readonly FeatureMap? map;

    public FeatureLoss(ModelParts parts)
    {
        map = parts.Plan().Map;
        if (parts.Options.Likelihood is GaussianLikelihood gaussian)
        {
            logSigma = LogSigma(parts, gaussian);
        }
    }

    /// <summary>log sigma_d of a Gaussian decoder.</summary>
    public static double[] LogSigma(ModelParts parts, GaussianLikelihood gaussian)
    {
        var plan = parts.Plan();
        var slot = new ParameterLayout(plan).Find(VaePlan.LogSigmaName);
        return [.. Enumerable.Range(0, plan.OutputDimension).Select(d => slot is null
            ? Math.Log(gaussian.Sigma)
            : parts.Parameters[slot.Offset + (slot.Count == 1 ? 0 : d)])];
    }

    /// <summary>Adds weight * -log p of each feature, or of each column where they are of several kinds.</summary>
    /// <param name="scaledRow">x; NaN adds nothing.</param>
    /// <param name="output">The decoder's output.</param>
    /// <param name="weight">Factor.</param>
    /// <param name="sums">One a feature, or one a column.</param>
    public void Add(ReadOnlySpan<float> scaledRow, ReadOnlySpan<float> output, double weight, Span<double> sums)
    {
        if (map is not null)
        {
            foreach (var run in map.Runs)
            {
                AddRun(run, scaledRow, output, weight, sums);
            }

            AddRaised(scaledRow, output, weight, sums);
            return;
        }

        for (var d = 0; d < sums.Length; d++)
        {
            sums[d] += float.IsNaN(scaledRow[d]) ? 0 : weight * (logSigma is null ? Bernoulli(scaledRow[d], output[d]) : Gaussian(d, scaledRow[d], output[d]));
        }
    }

    private unsafe void AddRaised(ReadOnlySpan<float> scaledRow, ReadOnlySpan<float> output, double weight, Span<double> sums)
    {
        fixed (float* row = scaledRow)
        fixed (float* outputs = output)
        {
            map!.RaisedLoss(row, outputs, 1, sums, weight);
        }
    }

    private void AddRun(FeatureRun run, ReadOnlySpan<float> scaledRow, ReadOnlySpan<float> output, double weight, Span<double> sums)
    {
        if (run.Kind == FeatureRunKind.Softmax)
        {
            sums[map!.ColumnOf(run.Start)] += weight * Softmax(scaledRow.Slice(run.Start, run.Count), output.Slice(run.Start, run.Count));
            return;
        }

        for (var d = run.Start; d < run.End; d++)
        {
            sums[map!.ColumnOf(d)] += float.IsNaN(scaledRow[d]) ? 0 : weight * (run.Kind == FeatureRunKind.Bernoulli ? Bernoulli(scaledRow[d], output[d]) : Gaussian(d, scaledRow[d], output[d]));
        }
    }

    private double Softmax(ReadOnlySpan<float> x, ReadOnlySpan<float> f)
    {
        double largest = f[0], sum = 0, seen = 0, dot = 0;
        foreach (var value in f)
        {
            largest = Math.Max(largest, value);
        }

        for (var k = 0; k < f.Length; k++)
        {
            sum += Math.Exp(f[k] - largest);
            seen += x[k];
            dot += x[k] * (f[k] - largest);
        }

        return double.IsNaN(seen) ? 0 : (seen * Math.Log(sum)) - dot + (Math.Max(0, 1 - seen) * map!.UnseenLoss);
    }

    private static double Bernoulli(double x, double f) => Math.Max(f, 0) - (f * x) + Math.Log(1 + Math.Exp(-Math.Abs(f)));

    private double Gaussian(int feature, double x, double f)
    {
        var distance = (f - x) * Math.Exp(-logSigma![feature]);
        return GaussianLikelihood.HalfLogTwoPi + logSigma[feature] + (0.5 * distance * distance);
    }
}
