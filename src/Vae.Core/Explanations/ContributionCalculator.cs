using System.Numerics.Tensors;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Explanations;

/// <summary>
/// The split where <see cref="SurpriseShares"/> does not apply. Splits a row's score into one part a feature, or, where columns are of several kinds, one part a column, which <see cref="FeatureMap.Place"/> spreads over its features. What a score measures feature by feature goes to that feature; what it measures of the code (its part of the whitened
/// distance, the KL, what is left of an importance-weighted score) is shared out in proportion to e_d^2 + 1e-6, e the features' surprises (<see cref="LinearExpectation"/>).
/// </summary>
/// <remarks>
/// Reference distance: (x_d - r_d)^2 of the counted reference row beside the parts of the whitened distance, each in its unit.
/// Whitened distance: u_d^2 of <see cref="NonNegativeSplit"/> for the residual, so that no part is negative; where residual and code are more than 512 numbers and
/// the covariance is full, the whole score is shared out. Log-likelihoods are densities: parts of a feature that is rebuilt well may be negative.
/// </remarks>
internal sealed class ContributionCalculator
{
    /// <summary>Keeps the shares defined for a row that is all as expected.</summary>
    public const double SmallestShare = 1e-6;

    private readonly ModelParts parts;
    private readonly IModelPipeline pipeline;
    private readonly LinearExpectation expectation;
    private readonly FeatureLoss loss;
    private readonly float[]? split;
    private readonly VaePlan plan;
    private readonly FeatureMap? map;
    private readonly int features;
    private readonly int outputs;
    private readonly int columns;
    private readonly int contextColumns;
    private readonly int latent;

    public ContributionCalculator(ModelParts parts, IModelPipeline pipeline, LinearExpectation expectation)
    {
        this.parts = parts;
        this.pipeline = pipeline;
        this.expectation = expectation;
        features = parts.InputDimension;
        plan = parts.Plan();
        map = plan.Map;
        outputs = plan.OutputDimension;
        columns = plan.ResidualDimension;
        contextColumns = parts.Options.ContextColumnCount;
        latent = plan.LatentDimension;
        loss = new FeatureLoss(parts);
        split = Splits(parts) ? NonNegativeSplit.Matrix(parts.Whitening!) : null;
    }

    /// <summary>Whether the whitened distance has a split of its own; a diagonal one is its own split.</summary>
    public static bool Splits(ModelParts parts) =>
        parts.Options.Scoring.NeedsWhitening
        && parts.Whitening is { IsDiagonal: false, Dimension: <= NonNegativeSplit.LargestDimension };

    /// <summary>Contributions of scaled rows, all of which have a score. What was not observed contributes nothing.</summary>
    /// <param name="scaledRows">Row-major [rows, D], NaN where a value is missing.</param>
    /// <param name="perFeature">Receives [rows, D], or is empty.</param>
    /// <param name="perColumn">Receives [rows, C], C being D where all features are of one kind, or is empty.</param>
    public void Compute(float[] scaledRows, float[] perFeature, float[] perColumn)
    {
        var excess = HoldInRange(ref scaledRows);
        var weights = excess.Length > 0 ? parts.Range!.Weights(parts, parts.Options.Scoring.Kind) : [];
        var compute = parts.Options.Scoring.Kind switch
        {
            ScoreKind.SquaredError => SquaredErrors(scaledRows),
            ScoreKind.WhitenedDistance => Distances(scaledRows),
            ScoreKind.ReferenceDistance => References(scaledRows),
            ScoreKind.ReconstructionLogLikelihood => LogLikelihood(scaledRows),
            _ => Sampled(scaledRows),
        };
        Parallel.For(0, scaledRows.Length / features, row =>
        {
            var sums = new double[columns];
            compute(row, sums);
            for (var d = 0; excess.Length > 0 && d < outputs; d++)
            {
                var beyond = (double)excess[(row * features) + d];
                sums[map?.ColumnOf(d) ?? d] += beyond * beyond * weights[d];
            }

            if (perColumn.Length > 0)
            {
                TensorPrimitives.ConvertTruncating<double, float>(sums, perColumn.AsSpan(row * (columns + contextColumns), columns));
            }

            if (perFeature.Length > 0)
            {
                TensorPrimitives.ConvertTruncating<double, float>(Placed(scaledRows.AsSpan(row * features, features), sums), perFeature.AsSpan(row * features, outputs));
            }
        });
    }

    /// <summary>The rows as the network sees them, and what lay beyond the training range; empty where nothing does.</summary>
    private float[] HoldInRange(ref float[] scaledRows)
    {
        if (parts.Range is not { } range)
        {
            return [];
        }

        var (held, excess) = (scaledRows.AsSpan().ToArray(), new float[scaledRows.Length]);
        for (var start = 0; start < held.Length; start += features)
        {
            range.Hold(held.AsSpan(start, features), excess.AsSpan(start, features));
        }

        scaledRows = held;
        return excess;
    }

    private double[] Placed(ReadOnlySpan<float> scaledRow, double[] perColumn)
    {
        if (map is null)
        {
            return perColumn;
        }

        var perFeature = new double[outputs];
        map.Place(scaledRow, perColumn, perFeature);
        return perFeature;
    }

    /// <summary>Adds a part of the score that belongs to no column.</summary>
    /// <param name="rows">The rows, with NaN.</param>
    /// <param name="filled">The rows without.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="amount">The part.</param>
    /// <param name="sums">One a column.</param>
    private void Share(float[] rows, float[] filled, int row, double amount, double[] sums)
    {
        var all = new double[columns + contextColumns];
        expectation.SquaresByColumn(filled.AsSpan(row * features, features), all);
        var shares = all.AsSpan(0, columns);
        TensorPrimitives.Add(shares, SmallestShare, shares);
        for (var c = 0; c < columns; c++)
        {
            shares[c] = float.IsNaN(rows[(row * features) + (map?.StartOf(c) ?? c)]) ? 0 : shares[c];
        }

        TensorPrimitives.MultiplyAdd(shares, amount / OrderedSums.Sum<double>(shares), sums, sums);
    }

    private Action<int, double[]> Distances(float[] rows)
    {
        var width = columns + latent;
        var joint = new float[rows.Length / features * width];
        pipeline.Joint(rows, joint);
        var filled = FilledRows.Of(pipeline, rows);
        return (row, sums) =>
        {
            var vector = joint.AsSpan(row * width, width);
            var missing = ObservedDistance.Missing(vector);
            var whitening = parts.Whitening!;
            var (centered, result) = (new float[width], new float[width]);
            whitening.Apply(vector, centered, result);
            var residual = result.AsSpan(0, columns);
            if (split is not null)
            {
                for (var i = 0; i < width; i++)
                {
                    result[i] = OrderedSums.Dot<float>(split.AsSpan(i * width, width), centered);
                }
            }
            else if (!whitening.IsDiagonal)
            {
                residual = [];
            }

            // The part of a feature that was not observed, which the split may give one, is shared out too.
            var factor = ObservedDistance.Factor(width, missing);
            var rest = factor * Squares(residual, vector, factor, sums);
            Share(rows, filled, row, rest + (factor * (double)OrderedSums.SumOfSquares<float>(result.AsSpan(residual.Length))), sums);
        };
    }

    /// <summary>The whitened distance's parts, and each feature's squared difference from the counted reference row, each in its unit.</summary>
    private Action<int, double[]> References(float[] rows)
    {
        var whitened = Distances(rows);
        var references = parts.References!;
        var neighbours = new float[references.Scales.Length][];
        for (var scale = 0; scale < neighbours.Length; scale++)
        {
            neighbours[scale] = new float[rows.Length];
            pipeline.Neighbours(rows, scale, neighbours[scale]);
        }

        var compared = rows;
        if (plan.ContextDimension > 0)
        {
            compared = new float[rows.Length];
            pipeline.Deviations(rows, compared);
        }

        return (row, sums) =>
        {
            whitened(row, sums);
            TensorPrimitives.Divide(sums, references.WhitenedUnit, sums);
            var factor = ObservedDistance.Factor(columns, plan.MissingColumns(rows.AsSpan(row * features, features)));
            for (var scale = 0; scale < neighbours.Length; scale++)
            {
                AddSquaredDifferences(
                    compared.AsSpan(row * features, features), neighbours[scale].AsSpan(row * features, features), references.Scales[scale].Unit / factor, sums);
            }

            foreach (var run in map?.Softmaxes ?? [])
            {
                var seen = OrderedSums.Sum<float>(rows.AsSpan((row * features) + run.Start, run.Count));
                sums[map!.ColumnOf(run.Start)] += float.IsNaN(seen) ? 0 : factor * Math.Max(0, 1 - seen) * references.WeightOfSquare;
            }
        };
    }

    /// <summary>Each feature's squared difference from its reconstruction.</summary>
    private Action<int, double[]> SquaredErrors(float[] rows)
    {
        var rebuilt = new float[rows.Length];
        pipeline.Transform(rows, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Reconstruction = rebuilt });
        return (row, sums) =>
        {
            var x = rows.AsSpan(row * features, features);
            var factor = ObservedDistance.Factor(columns, plan.MissingColumns(x));
            AddSquaredDifferences(x, rebuilt.AsSpan(row * features, features), 1 / factor, sums);
            foreach (var run in map is { RaisesUnseenLevels: true } ? map.Softmaxes : [])
            {
                var seen = TensorPrimitives.Sum<float>(x.Slice(run.Start, run.Count));
                sums[map!.ColumnOf(run.Start)] += float.IsNaN(seen) ? 0 : factor * map.RaisedSquares * Math.Max(0, 1 - seen);
            }
        };
    }

    private void AddSquaredDifferences(ReadOnlySpan<float> row, ReadOnlySpan<float> other, double unit, double[] sums)
    {
        for (var d = 0; d < outputs; d++)
        {
            var difference = (double)row[d] - other[d];
            sums[map?.ColumnOf(d) ?? d] += double.IsNaN(difference) ? 0 : difference * difference / unit;
        }
    }

    /// <summary>The squares of what was observed, times a factor; returns the sum of the other squares that are numbers.</summary>
    private static double Squares(ReadOnlySpan<float> values, ReadOnlySpan<float> observed, double factor, double[] sums)
    {
        var others = 0.0;
        for (var d = 0; d < values.Length; d++)
        {
            var square = (double)values[d] * values[d];
            if (float.IsNaN(observed[d]))
            {
                others += double.IsNaN(square) ? 0 : square;
            }
            else
            {
                sums[d] = factor * square;
            }
        }

        return others;
    }

    private Action<int, double[]> LogLikelihood(float[] rows)
    {
        var codes = new float[rows.Length / features * latent];
        pipeline.Transform(rows, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Latent = codes });
        var decoded = new float[rows.Length];
        pipeline.DecoderOutput(codes, Contexts(rows, 1), decoded);
        return (row, sums) => loss.Add(rows.AsSpan(row * features, features), decoded.AsSpan(row * features, features), 1, sums);
    }

    private Action<int, double[]> Sampled(float[] rows)
    {
        var count = rows.Length / features;
        var samples = parts.Options.Scoring.Samples;
        var (mean, logVariance) = (new float[count * latent], new float[count * latent]);
        pipeline.Transform(rows, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Latent = mean, LogVariance = logVariance });
        var noise = ScoringNoise.Draw(parts.Options.Seed, samples, latent);
        var filled = FilledRows.Of(pipeline, rows);
        return (row, sums) =>
        {
            var x = rows.AsSpan(row * features, features);
            var codes = new float[samples * latent];
            for (var i = 0; i < codes.Length; i++)
            {
                var j = (row * latent) + (i % latent);
                codes[i] = mean[j] + (MathF.Exp(0.5f * logVariance[j]) * noise[i]);
            }

            var decoded = new float[samples * features];
            pipeline.DecoderOutput(codes, Contexts(x.ToArray(), samples), decoded);
            var (mu, variance) = (mean.AsMemory(row * latent, latent), logVariance.AsMemory(row * latent, latent));
            if (parts.Options.Scoring.Kind == ScoreKind.ImportanceWeightedNll)
            {
                Share(rows, filled, row, Weighted(x, decoded, LogRatios(codes, noise, variance.Span), sums), sums);
                return;
            }

            for (var sample = 0; sample < samples; sample++)
            {
                loss.Add(x, decoded.AsSpan(sample * features, features), 1.0 / samples, sums);
            }

            if (parts.Options.Scoring.Kind == ScoreKind.NegativeElbo)
            {
                Share(rows, filled, row, Divergence(mu.Span, variance.Span), sums);
            }
        };
    }

    /// <summary>The context of each row, so many times over.</summary>
    private float[] Contexts(float[] rows, int times)
    {
        var context = plan.ContextDimension;
        var contexts = new float[rows.Length / features * times * context];
        for (var i = 0; i * context < contexts.Length && context > 0; i++)
        {
            rows.AsSpan((i / times * features) + outputs, context).CopyTo(contexts.AsSpan(i * context));
        }

        return contexts;
    }

    /// <summary>log p(z) / q(z|x) of each sample.</summary>
    private double[] LogRatios(float[] codes, float[] noise, ReadOnlySpan<float> logVariance)
    {
        var ratios = new double[codes.Length / latent];
        for (var i = 0; i < codes.Length; i++)
        {
            ratios[i / latent] += 0.5 * (((double)noise[i] * noise[i]) - ((double)codes[i] * codes[i]) + logVariance[i % latent]);
        }

        return ratios;
    }

    /// <summary>
    /// With weights w_m of sum 1 in proportion to p(x|z_m) p(z_m) / q(z_m|x): each feature's sum_m w_m (-log p(x_d|z_m)), and, returned, what is left of the score.
    /// </summary>
    private double Weighted(ReadOnlySpan<float> x, float[] decoded, double[] logRatios, double[] sums)
    {
        var samples = logRatios.Length;
        var each = new double[samples][];
        for (var sample = 0; sample < samples; sample++)
        {
            each[sample] = new double[columns];
            loss.Add(x, decoded.AsSpan(sample * features, features), 1, each[sample]);
        }

        var logWeights = logRatios.Select((ratio, sample) => ratio - OrderedSums.Sum<double>(each[sample])).ToArray();
        var largest = logWeights.Max();
        var total = logWeights.Sum(value => Math.Exp(value - largest));
        for (var sample = 0; sample < samples; sample++)
        {
            TensorPrimitives.MultiplyAdd(each[sample], Math.Exp(logWeights[sample] - largest) / total, sums, sums);
        }

        var score = -(largest + Math.Log(total / samples));
        return score - OrderedSums.Sum<double>(sums);
    }

    private static double Divergence(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance)
    {
        var sum = 0.0;
        for (var j = 0; j < mean.Length; j++)
        {
            sum += ((double)mean[j] * mean[j]) + Math.Exp(logVariance[j]) - 1 - logVariance[j];
        }

        return 0.5 * sum;
    }
}
