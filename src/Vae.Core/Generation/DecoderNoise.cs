using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Parts;
using Vae.Core.Randomness;

namespace Vae.Core.Generation;

/// <summary>Turns means of p(x|z) into draws from it, in scaled units.</summary>
internal static class DecoderNoise
{
    private const int NumbersAtOnce = 1 << 16;

    /// <summary>Draws each row.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="firstRow">Number of the first row in the seed's sequence.</param>
    /// <param name="rows">Scaled means, row-major, with their context; replaced by the draws.</param>
    public static void Apply(ModelParts parts, int seed, long firstRow, Span<float> rows)
    {
        var plan = parts.Plan();
        if (plan.ContextDimension == 0)
        {
            Draw(parts, plan, seed, firstRow, rows);
            return;
        }

        // The context behind each row is as it was given.
        var (width, drawn) = (plan.OutputDimension, new float[rows.Length / plan.InputDimension * plan.OutputDimension]);
        for (var row = 0; row * width < drawn.Length; row++)
        {
            rows.Slice(row * plan.InputDimension, width).CopyTo(drawn.AsSpan(row * width));
        }

        Draw(parts, plan, seed, firstRow, drawn);
        for (var row = 0; row * width < drawn.Length; row++)
        {
            drawn.AsSpan(row * width, width).CopyTo(rows[(row * plan.InputDimension)..]);
        }
    }

    private static void Draw(ModelParts parts, VaePlan plan, int seed, long firstRow, Span<float> rows)
    {
        var width = plan.OutputDimension;
        if (plan.Map is { } map)
        {
            Mixed(parts, map, seed, firstRow, rows);
            return;
        }

        if (parts.Options.Likelihood is BernoulliLikelihood)
        {
            RowNoise.Bernoulli(seed, RandomPurpose.DecoderNoise, firstRow, width, rows);
            return;
        }

        var sigma = Sigma(parts);
        var rowsAtOnce = Math.Max(1, NumbersAtOnce / width);
        var noise = new float[rowsAtOnce * width];
        for (var start = 0; start < rows.Length; start += noise.Length)
        {
            var here = rows.Slice(start, Math.Min(noise.Length, rows.Length - start));
            RowNoise.Normal(seed, RandomPurpose.DecoderNoise, firstRow + (start / width), width, noise.AsSpan(0, here.Length));
            for (int i = 0, feature = 0; i < here.Length; i++, feature = feature + 1 == width ? 0 : feature + 1)
            {
                here[i] += sigma[feature] * noise[i];
            }
        }
    }

    /// <summary>Normal numbers for the Gaussian features as above; of the others each column is drawn by a number of its own, a categorical one as one level.</summary>
    private static void Mixed(ModelParts parts, FeatureMap map, int seed, long firstRow, Span<float> rows)
    {
        var width = map.Features;
        var sigma = map.Runs.Any(run => run.Kind == FeatureRunKind.Gaussian) ? Sigma(parts) : [];
        var noise = new float[width];
        var uniform = new double[map.Columns];
        for (var row = 0; row < rows.Length / width; row++)
        {
            var values = rows.Slice(row * width, width);
            RowNoise.Normal(seed, RandomPurpose.DecoderNoise, firstRow + row, width, noise);
            RowNoise.Uniform(seed, RandomPurpose.DecoderNoise, firstRow + row, uniform);
            foreach (var run in map.Runs)
            {
                if (run.Kind == FeatureRunKind.Softmax)
                {
                    DrawLevel(values.Slice(run.Start, run.Count), uniform[map.ColumnOf(run.Start)]);
                    continue;
                }

                for (var d = run.Start; d < run.End; d++)
                {
                    values[d] = run.Kind == FeatureRunKind.Gaussian ? values[d] + (sigma[d] * noise[d])
                        : uniform[map.ColumnOf(d)] < values[d] ? 1 : 0;
                }
            }
        }
    }

    /// <summary>Probabilities to one level: the first at which their sum exceeds the number.</summary>
    private static void DrawLevel(Span<float> probabilities, double uniform)
    {
        var (sum, level) = (0.0, 0);
        for (var k = 0; k < probabilities.Length; k++)
        {
            // The sum may fall short of 1 by rounding: then the last level that has a probability is drawn.
            level = probabilities[k] > 0 && sum <= uniform ? k : level;
            sum += probabilities[k];
        }

        probabilities.Clear();
        probabilities[level] = 1;
    }

    /// <summary>Standard deviation of each feature of a Gaussian decoder, scaled units.</summary>
    public static float[] Sigma(ModelParts parts)
    {
        var likelihood = parts.Options.Likelihood as GaussianLikelihood
            ?? throw new NotSupportedException($"A decoder with {parts.Options.Likelihood.GetType().Name} has no sigma; sample without decoder noise.");
        var plan = parts.Plan();
        var layout = new ParameterLayout(plan);
        var sigma = new float[plan.OutputDimension];
        if (layout.Find(VaePlan.LogSigmaName) is not { } slot)
        {
            sigma.AsSpan().Fill(likelihood.Sigma);
            return sigma;
        }

        var logSigma = slot.Of((ReadOnlySpan<float>)parts.Parameters);
        for (var feature = 0; feature < sigma.Length; feature++)
        {
            sigma[feature] = MathF.Exp(logSigma[slot.Count == 1 ? 0 : feature]);
        }

        return sigma;
    }
}
