using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Randomness;

namespace Vae.Core.Tests.Oracles;

/// <summary>Every output of a model for one row, in double, from the formulas in <see cref="ScoreKind"/>.</summary>
internal sealed class ReferenceScores
{
    private readonly ModelParts parts;
    private readonly VaePlan plan;
    private readonly ReferenceVae reference;
    private readonly double[] parameters;

    public ReferenceScores(ModelParts parts)
    {
        this.parts = parts;
        plan = parts.Plan();
        reference = new ReferenceVae(plan, new ParameterLayout(plan));
        parameters = [.. parts.Parameters.Select(value => (double)value)];
    }

    public (double[] Mean, double[] LogVariance) Encode(ReadOnlySpan<float> row) => reference.Encode(parameters, Seen(Scaled(row)));

    /// <summary>The mean of p(x|z) in raw units.</summary>
    public double[] Decode(double[] code) => Decode(code, []);

    /// <summary>What is made of a row, in raw units, with its context.</summary>
    public double[] Rebuild(ReadOnlySpan<float> row) => Decode(Encode(row).Mean, Seen(Scaled(row)));

    private double[] Decode(double[] code, double[] seen)
    {
        var own = reference.Mean(plan.ContextDimension == 0 ? reference.Decode(parameters, code, new double[plan.OutputDimension]) : reference.Decode(parameters, code, seen));
        var mean = plan.ContextDimension == 0 ? own : reference.WithContext(own, seen);
        for (var d = 0; d < mean.Length; d++)
        {
            mean[d] = (mean[d] / parts.Scaler.Factor[d]) + parts.Scaler.Offset[d];
        }

        return parts.Options.Columns is { } columns ? ReferenceColumns.FromLogarithms(columns, mean) : mean;
    }

    public double Score(ReadOnlySpan<float> row, ScoreKind kind)
    {
        var scaled = Scaled(row);
        var (mean, logVariance) = reference.Encode(parameters, Seen(scaled));
        var output = reference.Decode(parameters, mean, scaled);
        var rebuilt = reference.Mean(output);
        var difference = scaled.Zip(rebuilt, (x, mean) => x - mean).ToArray();
        var residual = plan.Map is { } map ? ReferenceColumns.Residual(map.Schema, map.UnseenLoss, rebuilt, scaled) : difference;
        return kind switch
        {
            ScoreKind.SquaredError => OverObserved(residual, difference.Sum(value => double.IsNaN(value) ? 0 : value * value)),
            ScoreKind.WhitenedDistance => Whitened([.. residual, .. mean]),
            ScoreKind.ReferenceDistance =>
                (Whitened([.. residual, .. mean]) / parts.References!.WhitenedUnit) + parts.References.Scales.Sum(scale => NeighbourDistance(scaled, scale.Every) / scale.Unit),
            ScoreKind.ReconstructionLogLikelihood => reference.Loss(parameters, output, scaled),
            ScoreKind.ReconstructionProbability => Sampled(scaled, mean, logVariance),
            ScoreKind.NegativeElbo => Sampled(scaled, mean, logVariance) + Divergence(mean, logVariance),
            ScoreKind.ImportanceWeightedNll => Weighted(
                scaled, mean, logVariance, parts.Options.Scoring.Samples, new Philox(parts.Options.Seed, RandomPurpose.Scoring), 0),
            _ => throw new NotSupportedException($"{kind}"),
        };
    }

    /// <summary>Negative ELBO with noise of the row's own, as an evaluation takes it.</summary>
    public double NegativeElbo(ReadOnlySpan<float> row, long number, int samples, int seed)
    {
        var scaled = Scaled(row);
        var (mean, logVariance) = reference.Encode(parameters, scaled);
        var stream = new Philox(seed, RandomPurpose.Evaluation);
        var losses = Enumerable.Range(0, samples).Select(m => Loss(scaled, mean, logVariance, Noise(stream, m, number, mean.Length)));
        return losses.Average() + Divergence(mean, logVariance);
    }

    /// <summary>Importance-weighted estimate of -log p(x) with noise of the row's own.</summary>
    public double ImportanceWeightedNll(ReadOnlySpan<float> row, long number, int samples, int seed)
    {
        var scaled = Scaled(row);
        var (mean, logVariance) = reference.Encode(parameters, scaled);
        return Weighted(scaled, mean, logVariance, samples, new Philox(seed, RandomPurpose.Evaluation), number);
    }

    private double Weighted(double[] row, double[] mean, double[] logVariance, int samples, Philox stream, long number)
    {
        var weights = Enumerable.Range(0, samples).Select(m =>
        {
            var noise = Noise(stream, m, number, mean.Length);
            var code = ReferenceVae.Sample(mean, logVariance, j => noise[j]);
            return ReferenceVae.LogWeight(reference.Loss(parameters, reference.Decode(parameters, code, row), row), code, mean, logVariance);
        });
        return -ReferenceMath.LogMeanExp([.. weights]);
    }

    /// <summary>What the encoder sees in the last pass: 0 in the first for what is missing, then what was rebuilt.</summary>
    private double[] Seen(double[] scaled)
    {
        var seen = scaled.Select(x => double.IsNaN(x) ? 0 : x).ToArray();
        for (var pass = 1; pass < (parts.Options.ImputationPasses ?? 1); pass++)
        {
            var rebuilt = reference.Mean(reference.Decode(parameters, reference.Encode(parameters, seen).Mean, seen));
            seen = [.. scaled.Select((x, d) => double.IsNaN(x) ? rebuilt[d] : x)];
        }

        return seen;
    }

    /// <summary>A sum of squares as if all had been observed.</summary>
    private static double OverObserved(double[] vector, double sum) => sum * vector.Length / vector.Count(value => !double.IsNaN(value));

    private double[] Scaled(ReadOnlySpan<float> row)
    {
        var scaled = new float[row.Length];
        parts.Scaler.Scale(row, scaled);
        return [.. scaled.Select(value => (double)value)];
    }

    private double Sampled(double[] row, double[] mean, double[] logVariance)
    {
        var stream = new Philox(parts.Options.Seed, RandomPurpose.Scoring);
        return Enumerable.Range(0, parts.Options.Scoring.Samples)
            .Average(m => Loss(row, mean, logVariance, Noise(stream, m, 0, mean.Length)));
    }

    private double Loss(double[] row, double[] mean, double[] logVariance, float[] noise)
    {
        var code = mean.Select((mu, j) => mu + (Math.Exp(logVariance[j] / 2) * noise[j])).ToArray();
        return reference.Loss(parameters, reference.Decode(parameters, code, row), row);
    }

    private static double Divergence(double[] mean, double[] logVariance) =>
        mean.Zip(logVariance, ReferenceMath.Divergence).Sum();

    private double Whitened(double[] joint)
    {
        var whitening = parts.Whitening!;
        var n = joint.Length;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var y = 0.0;
            for (var j = 0; j <= i; j++)
            {
                var factor = whitening.IsDiagonal ? (i == j ? whitening.Matrix[i] : 0) : whitening.Matrix[(i * n) + j];
                y += double.IsNaN(joint[j]) ? 0 : factor * (joint[j] - whitening.Center[j]);
            }

            sum += y * y;
        }

        return OverObserved(joint, sum);
    }

    /// <summary>Squared distance to the counted reference row, by sorting them all.</summary>
    private double NeighbourDistance(double[] scaled, int every)
    {
        var references = parts.References!;
        var compared = Deviation(scaled);
        var distances = references.Rows.Chunk(references.Width)
            .Where((_, number) => number % every == 0)
            .Select(row => Deviation([.. row.Select(value => (double)value)]).Zip(compared, (r, x) => double.IsNaN(x) ? 0 : (x - r) * (x - r)).Sum())
            .Order()
            .ToArray();
        var unseen = plan.Map is { } map ? ReferenceColumns.Unseen(map.Schema, scaled) : 0;
        var columns = plan.Map is { } table ? Enumerable.Range(0, table.Columns).Select(c => scaled[table.StartOf(c)]).ToArray() : scaled[..plan.OutputDimension];
        return OverObserved(columns, distances[Math.Min(parts.Options.Scoring.Neighbours, distances.Length) - 1] + unseen);
    }

    /// <summary>A row, or in a context what it is off from what the code 0 becomes there.</summary>
    private double[] Deviation(double[] scaled)
    {
        if (plan.ContextDimension == 0)
        {
            return scaled;
        }

        var expected = reference.Mean(reference.Decode(parameters, new double[plan.LatentDimension], scaled));
        return [.. expected.Select((value, d) => scaled[d] - value)];
    }

    private static unsafe float[] Noise(Philox stream, int sample, long step, int latent)
    {
        var noise = new float[(latent + 3) & ~3];
        fixed (float* pointer = noise)
        {
            NormalNoise.Fill(stream, (uint)sample, (ulong)step, pointer, noise.Length);
        }

        return noise[..latent];
    }
}
