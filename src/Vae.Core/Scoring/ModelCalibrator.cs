using System.Numerics.Tensors;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Training;

namespace Vae.Core.Scoring;

/// <summary>Fits what scoring needs to a network that is trained: covariances, the distribution of scores, the threshold, and counts the rows that it flags.</summary>
internal sealed class ModelCalibrator
{
    private const int LargestThresholdSample = 1_000_000;

    // Fewer held-out rows tell less of the distribution than the many training rows do.
    private const int FewestHeldOut = 200;

    private const double SmallestGain = 0.05;

    // A sum of many such is still a float.
    private const double LargestWeight = 1e30;

    private readonly TrainingRows rows;
    private readonly ScoringOptions scoring;
    private ModelParts parts;

    private ModelCalibrator(ModelParts parts, TrainingRows rows)
    {
        this.parts = parts;
        this.rows = rows;
        scoring = parts.Options.Scoring;
    }

    /// <summary>The parts with all of it.</summary>
    public static ModelParts Calibrate(ModelParts parts, TrainingRows rows) => new ModelCalibrator(parts, rows).Calibrate();

    private ModelParts Calibrate()
    {
        parts = parts with { Range = Range() };
        var crossFitted = scoring.NeedsWhitening ? FitWhitening() : null;
        var pipeline = ManagedPipeline.Create(parts);
        var heldOut = Scores(pipeline, rows.Validation.Span);
        var (scores, origin) = Distribution(pipeline, crossFitted, heldOut);
        var (lowest, highest) = FiniteRange([.. scores, .. heldOut]);
        var constants = parts.Constants?.WithWeight(Weight(lowest, highest));
        AddToBroken(constants, heldOut, rows.BrokenValidation);
        if (origin != ScoreOrigin.HeldOut)
        {
            AddToBroken(constants, scores, rows.BrokenSample);
        }

        var distribution = ScoreDistribution.TryFit(scores, origin)
            ?? throw new VaeDataException("The scores of the training rows are not finite numbers; scale the data, or lower Training.Optimizer.LearningRate.");
        var threshold = ThresholdFinder.Find(scoring.Threshold, scoring.Threshold is FalsePositiveRateThreshold ? heldOut : scores);
        var rate = heldOut.Length > 0
            ? AchievedRate.Count(heldOut, threshold, ScoreOrigin.HeldOut)
            : AchievedRate.Count(scores, threshold, origin);
        var gain = ReconstructionBaseline.Measure(pipeline, rows, parts.Plan());
        return parts with
        {
            Constants = float.IsFinite(threshold) ? constants?.WithWeight(Math.Max(constants.Weight, Weight(lowest, threshold))) : constants,
            Threshold = threshold,
            Calibration = new ModelCalibration(distribution, FitExpectation(pipeline, out var residuals), residuals),
            Report = parts.Report with { Gain = gain, FlaggedRate = rate, Warnings = [.. parts.Report.Warnings, .. Warnings(distribution, gain)] },
        };
    }

    /// <summary>The values that features have in the training rows, in scaled units.</summary>
    private TrainingRange Range()
    {
        if (rows.RawEnds is not { } raw)
        {
            return TrainingRange.Of(rows.Sample.Span, rows.Width, parts.Options.Columns);
        }

        // Scaling keeps the order of values.
        var ends = new float[raw.Length];
        rows.Scaler.Scale(raw, ends);
        return TrainingRange.Of(ends, rows.Width, parts.Options.Columns);
    }

    private static (double Lowest, double Highest) FiniteRange(float[] scores)
    {
        var finite = scores.Where(float.IsFinite).ToArray();
        return finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
    }

    /// <summary>So much that a row with it scores above every row without, and above the threshold.</summary>
    private static float Weight(double lowest, double highest) => (float)Math.Clamp(2 * (highest - lowest), 1, LargestWeight);

    private static void AddToBroken(ConstantColumns? constants, float[] scores, int[] broken)
    {
        foreach (var row in broken)
        {
            if (row < scores.Length)
            {
                scores[row] += constants?.Weight ?? 0;
            }
        }
    }

    private IEnumerable<string> Warnings(ScoreDistribution distribution, ReconstructionGain gain)
    {
        if (gain.OverMean < SmallestGain && !parts.Report.IsCollapsed)
        {
            yield return FormattableString.Invariant(
                $"The model rebuilds rows hardly better than their mean does ({gain.OverMean:P1} less error), so it has learned little of how the features depend on each other: train longer, use more latent dimensions, lower Objective.KlWeight, or check that they do.");
        }

        if (scoring.Threshold is ExtremeValueThreshold extreme && distribution.Tail is null)
        {
            yield return FormattableString.Invariant(
                $"The highest of {distribution.Rows} scores are too few, or too alike, for an extreme-value threshold, which needs some 200 rows; the plain quantile {1 - extreme.Risk} was taken in its place.");
        }
    }

    /// <summary>Fits the whitening, and returns the distance of each of its rows under one fitted without it; null where they are too few to split.</summary>
    private float[]? FitWhitening()
    {
        var width = JointWidth();
        var picked = rows.EvenlySpaced(Picked(Math.Max(width, rows.Width)));
        var joint = new float[picked.Length / rows.Width * width];
        var splits = joint.Length / width >= CrossFit.FewestRows;
        var distances = new float[splits ? joint.Length / width : 0];
        var allowsMissing = parts.Options.MissingValues == MissingValueHandling.Observed;
        int[] levels = LevelRows.Features(parts.Options.Columns);
        float[] withLevels = [];
        var whitenings = new Whitening[parts.EnsembleSize];
        for (var member = 0; member < whitenings.Length; member++)
        {
            ManagedPipeline.Create(parts.Member(member)).Joint(picked, joint);
            withLevels = levels.Length == 0 || scoring.CovarianceTrim == 0 ? [] : LevelRows.Beside(picked, rows.Width, levels, joint, width);
            whitenings[member] = Fit(null);
            if (splits)
            {
                TensorPrimitives.Add(distances, CrossFit.SquaredDistances(joint, width, Fit), distances);
            }
        }

        TensorPrimitives.Divide(distances, whitenings.Length, distances);
        parts = parts with { Whitening = whitenings[0], Members = [.. parts.Members.Select((member, i) => member with { Whitening = whitenings[i + 1] })] };
        parts = parts with { Range = parts.Range!.WithWeights(whitenings, parts.Plan().Map) };
        int[] references = scoring.Kind == ScoreKind.ReferenceDistance ? FitReferences(picked, levels) : [];
        if (!splits)
        {
            return null;
        }

        return scoring.Kind == ScoreKind.ReferenceDistance ? ReferenceScores(picked, distances, references) : distances;

        Whitening Fit(int[]? chosen)
        {
            if (withLevels.Length == 0)
            {
                return WhiteningFit.Fit(joint, width, scoring.CovarianceRidge, scoring.CovarianceTrim, chosen: chosen, allowsMissing: allowsMissing);
            }

            // Rows of a rare level are far from the others by that alone: without them an ordinary level would be as strange as none before.
            chosen = WhiteningFit.Nearest(
                withLevels,
                levels.Length + width,
                scoring.CovarianceRidge,
                scoring.CovarianceTrim,
                Whitening.LargestFull,
                chosen ?? [.. Enumerable.Range(0, joint.Length / width)],
                allowsMissing,
                given: levels.Length);
            return WhiteningFit.Fit(joint, width, scoring.CovarianceRidge, trim: 0, chosen: chosen, allowsMissing: allowsMissing);
        }
    }

    /// <summary>Chooses the reference rows, by the mean of all networks' whitened distances, and returns which of the picked rows they are.</summary>
    private int[] FitReferences(float[] picked, int[] levels)
    {
        var whitened = new float[picked.Length / rows.Width];
        var pipeline = ManagedPipeline.Create(parts);
        pipeline.Transform(picked, scaled: true, ScoreKind.WhitenedDistance, new VaeOutputs { Scores = whitened });
        var isMixed = parts.Plan().Map is { } map && Enumerable.Range(0, map.Columns).Any(map.IsDiscrete);
        var (references, chosen) = ReferenceFit.Fit(picked, FilledRows.Of(pipeline, picked), rows.Width, whitened, scoring, isMixed, Factors(picked), levels);
        parts = parts with { References = references };
        return chosen;
    }

    /// <summary>Scores as rows have them that are no reference themselves and not in the covariance.</summary>
    private float[] ReferenceScores(float[] picked, float[] whitened, int[] chosen)
    {
        var references = parts.References!;
        var neighbours = new float[picked.Length];
        ManagedPipeline.Create(parts).Neighbours(picked, neighbours);
        var scores = new float[whitened.Length];
        var plan = parts.Plan();
        Parallel.For(0, scores.Length, i =>
        {
            var row = picked.AsSpan(i * rows.Width, rows.Width);
            var self = Array.BinarySearch(chosen, i);
            var squared = self < 0 ? ReferenceFit.SquaredDistance(row, neighbours.AsSpan(i * rows.Width, rows.Width)) : ReferenceFit.SquaredDistance(row, references.Rows, scoring.Neighbours, self);
            squared = (squared + (plan.Map?.Unseen(row) ?? 0)) * ObservedDistance.Factor(plan.ResidualDimension, plan.MissingColumns(row));
            scores[i] = (whitened[i] / references.WhitenedUnit) + (squared / references.DistanceUnit);
        });
        return scores;
    }

    private float[]? Factors(float[] picked)
    {
        if (parts.Options.MissingValues != MissingValueHandling.Observed)
        {
            return null;
        }

        var plan = parts.Plan();
        return [.. Enumerable.Range(0, picked.Length / rows.Width).Select(i =>
            ObservedDistance.Factor(plan.ResidualDimension, plan.MissingColumns(picked.AsSpan(i * rows.Width, rows.Width))))];
    }

    private int JointWidth()
    {
        var plan = parts.Plan();
        return plan.ResidualDimension + plan.LatentDimension;
    }

    // Doubles of all rows twice over, within 256 MB.
    private int Picked(int width) => Math.Min(scoring.CovarianceRows, Math.Max(2, (1 << 24) / width));

    private (float[] Scores, ScoreOrigin Origin) Distribution(IModelPipeline pipeline, float[]? crossFitted, float[] heldOut)
    {
        if (crossFitted is null && heldOut.Length >= FewestHeldOut)
        {
            return (heldOut, ScoreOrigin.HeldOut);
        }

        var scores = Scores(pipeline, rows.Sample.Span);
        if (crossFitted is null)
        {
            return (scores, ScoreOrigin.Training);
        }

        // The other rows are not in the covariance, and their scores are as good.
        for (var i = 0; i < crossFitted.Length; i++)
        {
            var row = TrainingRows.EvenlySpaced(i, crossFitted.Length, rows.Sample.Length / rows.Width);
            if (row < scores.Length)
            {
                scores[row] = crossFitted[i];
            }
        }

        return (scores, ScoreOrigin.CrossFitted);
    }

    private Whitening FitExpectation(IModelPipeline pipeline, out ResidualStatistics residuals)
    {
        var features = rows.Width;
        var observed = rows.EvenlySpaced(LinearExpectation.Rows(features));
        var picked = FilledRows.Of(pipeline, observed);
        var count = picked.Length / features;
        var map = parts.Plan().Map;
        var fitted = LinearExpectation.Fit(picked, features, map);
        var sums = new ResidualStatistics.Sums(features);
        if (count < CrossFit.FewestRows)
        {
            sums.Add(new LinearExpectation(fitted, map), picked, observed, [.. Enumerable.Range(0, count)]);
        }
        else
        {
            CrossFit.Run(
                count,
                chosen => new LinearExpectation(LinearExpectation.Fit(picked, features, map, chosen), map),
                (expectation, others) => sums.Add(expectation, picked, observed, others));
        }

        residuals = sums.ToStatistics();
        return fitted;
    }

    private float[] Scores(IModelPipeline pipeline, ReadOnlySpan<float> scaledRows)
    {
        var count = Math.Min(scaledRows.Length / rows.Width, LargestThresholdSample);
        var scores = new float[count];
        pipeline.Transform(scaledRows[..(count * rows.Width)], scaled: true, scoring.Kind, new VaeOutputs { Scores = scores });
        return scores;
    }
}
