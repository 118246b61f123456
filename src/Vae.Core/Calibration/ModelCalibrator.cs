using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Scoring;
using Vae.Core.Statistics;
using Vae.Core.Training;

namespace Vae.Core.Calibration;

/// <summary>Fits what scoring needs to a network that is trained: covariances, the distribution of scores, the threshold, and counts the rows that it flags.</summary>
internal sealed partial class ModelCalibrator
{
    private const int LargestThresholdSample = 1_000_000;

    // Fewer held-out rows tell less of the distribution than the many training rows do, unless the network knows those by heart.
    private const int FewestHeldOut = 200;
    private const int FewestHeldOutBesideFewRows = 100;

    // Of fewer rows no share of them says much of later ones.
    private const int FewestCalibratedRows = 30;

    private const double SmallestGain = 0.05;

    // As a share of the rate asked for: nearer to it, and nobody sees the difference.
    private const double AlikeRates = 0.01;

    // What is calibrated on when somebody waits: a fraction of a second on one processor, whatever the network.
    private const int NumbersOfAMoment = 1 << 15;
    private const int FewestRowsOfAMoment = 200;
    private const int MostRowsOfAMoment = 1000;

    // Scores of so many numbers are found between two looks at whether somebody waits.
    private const int NumbersALook = 1 << 21;

    // A sum of many such is still a float.
    private const double LargestWeight = 1e30;

    private readonly TrainingRows rows;
    private readonly ScoringOptions scoring;
    private readonly Retraining? again;
    private readonly CancellationToken cancellation;
    private ModelParts parts;

    private ModelCalibrator(ModelParts parts, TrainingRows rows, Retraining? again, CancellationToken cancellation)
    {
        this.parts = parts;
        this.rows = rows;
        this.again = again;
        this.cancellation = cancellation;
        scoring = parts.Options.Scoring;
    }

    private bool MayRemember => NetworkOptimism.MayRemember(rows.TrainingRowCount, rows.Width);

    /// <summary>The parts with all of it.</summary>
    /// <param name="parts">The trained networks.</param>
    /// <param name="rows">What they were trained on.</param>
    /// <param name="again">Trains a network on some of the rows; null where that would take too long, or is not needed.</param>
    /// <param name="cancellation">
    /// Somebody waits for the model: it is calibrated on as few rows as take a moment, a report of training that came to its end is one of training that was cancelled, and a warning says so where there are more rows.
    /// </param>
    public static ModelParts Calibrate(ModelParts parts, TrainingRows rows, Retraining? again = null, CancellationToken cancellation = default)
    {
        try
        {
            return new ModelCalibrator(parts, rows, again, cancellation).Calibrate(rows);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            var few = rows.AtMost(Math.Clamp(NumbersOfAMoment / rows.Width, FewestRowsOfAMoment, MostRowsOfAMoment));
            return new ModelCalibrator(parts with { Report = Cancelled(parts.Report, few, rows) }, few, null, default).Calibrate(rows);
        }
    }

    private static TrainingReport Cancelled(TrainingReport report, TrainingRows few, TrainingRows all) => report with
    {
        StopReason = StopReason.Cancelled,
        Warnings = few.Sample.Length == all.Sample.Length && few.Validation.Length == all.Validation.Length ? report.Warnings :
        [
            .. report.Warnings,
            Invariant(
                $"Since training was cancelled, scores and threshold were calibrated on {few.Sample.Length / few.Width:N0} of {all.Sample.Length / all.Width:N0} rows: the rate that is flagged is less certain. Calibrate anew on rows at leisure (VaeModel.WithThreshold), or go on from a checkpoint."),
        ],
    };

    /// <param name="all">The rows of training, which those to calibrate on may be a few of.</param>
    private ModelParts Calibrate(TrainingRows all)
    {
        cancellation.ThrowIfCancellationRequested();
        parts = parts with { Range = Range(all), SharesBySurprise = true, FillsUnseenLevels = true };
        var (pipeline, seen) = Fit();
        var heldOut = Scores(pipeline, rows.Validation.Span);
        cancellation.ThrowIfCancellationRequested();
        var (scores, origin, bounds) = Distribution(seen, heldOut);
        var (lowest, highest) = FiniteRange([.. scores, .. heldOut]);
        var constants = parts.Constants?.WithWeight(Weight(lowest, highest));
        AddToBroken(constants, heldOut, rows.BrokenValidation);
        if (origin != ScoreOrigin.HeldOut)
        {
            AddToBroken(constants, scores, rows.BrokenSample);
            AddToBroken(constants, bounds.Without, rows.BrokenSample);
            AddToBroken(constants, bounds.Whole, rows.BrokenSample);
        }

        scores = Counted(scores, origin == ScoreOrigin.HeldOut ? rows.ValidationWeights : rows.Weights);
        bounds = (Counted(bounds.Without, rows.Weights), Counted(bounds.Whole, rows.Weights));
        heldOut = Counted(heldOut, rows.ValidationWeights);
        var distribution = ScoreDistribution.TryFit(scores, origin)
            ?? throw new VaeDataException("The scores of the training rows are not finite numbers; scale the data, or lower Training.Optimizer.LearningRate.");
        var parting = ThresholdFinder.FindParting(scoring.Threshold, scoring.Threshold is FalsePositiveRateThreshold ? heldOut : scores);
        var threshold = parting.Threshold;
        var rate = heldOut.Length > 0
            ? AchievedRate.Count(heldOut, threshold, ScoreOrigin.HeldOut)
            : bounds.Without.Length > 0
                ? AchievedRate.Count(scores, bounds, threshold)
                : AchievedRate.Count(scores, threshold, origin);
        cancellation.ThrowIfCancellationRequested();
        var gain = ReconstructionBaseline.Measure(pipeline, rows, parts.Plan());
        cancellation.ThrowIfCancellationRequested();
        var isIndependent = ColumnDependence.LooksIndependent(FilledRows.Of(pipeline, rows.EvenlySpaced(LinearExpectation.Rows(rows.Width))), rows.Width);
        cancellation.ThrowIfCancellationRequested();
        return parts with
        {
            Constants = float.IsFinite(threshold) ? constants?.WithWeight(Math.Max(constants.Weight, Weight(lowest, threshold))) : constants,
            Threshold = threshold,
            Calibration = new ModelCalibration(distribution, FitExpectation(pipeline, out var residuals), residuals),
            Report = parts.Report with { Gain = gain, FlaggedRate = rate, Warnings = [.. parts.Report.Warnings.Where(warning => !isIndependent || !warning.StartsWith(TrainingReport.CollapseWarning, StringComparison.Ordinal)), .. Warnings(distribution, gain, isIndependent), .. RateWarnings(distribution, parting)] },
        };
    }

    /// <summary>The values that features have in the training rows, in scaled units.</summary>
    private TrainingRange Range(TrainingRows all)
    {
        if (all.RawEnds is not { } raw)
        {
            return TrainingRange.Of(all.Sample.Span, all.Width, parts.Options.Columns);
        }

        // Scaling keeps the order of values.
        var ends = new float[raw.Length];
        all.Scaler.Scale(raw, ends);
        return TrainingRange.Of(ends, all.Width, parts.Options.Columns);
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

    private IEnumerable<string> Warnings(ScoreDistribution distribution, ReconstructionGain gain, bool isIndependent)
    {
        var learnsLittle = gain.OverMean < SmallestGain || parts.Report.IsCollapsed;
        if (learnsLittle && isIndependent)
        {
            yield return "The columns look independent of each other, so that there is nothing to learn but how each one spreads: the code carries nothing, and the score is close to the distance from the mean. "
                + "For such rows that is right; if the columns should depend on each other, look for what was lost in preparing them.";
        }
        else if (learnsLittle && !parts.Report.IsCollapsed)
        {
            var told = gain.OverMean < 0 ? Invariant($"worse than their mean does ({-gain.OverMean:P1} more error)") : Invariant($"hardly better than their mean does ({gain.OverMean:P1} less error)");
            yield return Invariant(
                $"The model rebuilds rows {told}, so it has learned little of how the features depend on each other: train longer, use more latent dimensions, lower Objective.KlWeight, or check that they do.");
        }

        if (scoring.Threshold is ExtremeValueThreshold extreme && distribution.Tail is null)
        {
            yield return Invariant(
                $"The highest of {distribution.Rows} scores are too few, or too alike, for an extreme-value threshold, which needs some 200 rows; the plain quantile {1 - extreme.Risk} was taken in its place.");
        }
    }

    private IEnumerable<string> RateWarnings(ScoreDistribution distribution, RateThreshold parting)
    {
        if (distribution.Rows < FewestCalibratedRows)
        {
            yield return Invariant(
                $"{distribution.Rows} rows are too few to calibrate anything: which share of later rows the threshold flags, and what a probability is worth, can be told from {FewestCalibratedRows} rows on, and well from some hundreds.");
        }
        else if (distribution.Origin == ScoreOrigin.Training && MayRemember)
        {
            yield return Invariant(
                $"The threshold was found on scores of the {rows.TrainingRowCount} training rows, which a network of {rows.Width} columns may know by heart, and training others without some of them would take long: later rows may be flagged far more often than it says. Hold rows out (Training.ValidationFraction, at least {FewestHeldOutBesideFewRows} rows) to have it found on them.");
        }

        if (parting.Tied > 1 && ThresholdFinder.RateOf(scoring.Threshold) is { } asked && Math.Abs(((double)parting.Flagged / distribution.Rows) - asked) > asked * AlikeRates)
        {
            yield return Invariant(
                $"A share of {asked:P1} cannot be flagged: {parting.Tied} of {distribution.Rows} rows share the score that the threshold would have to part. It flags {(double)parting.Flagged / distribution.Rows:P1}; the other choice is {(double)parting.OtherFlagged / distribution.Rows:P1}.");
        }

        if (scoring.Threshold is ExtremeValueThreshold && distribution.Outliers > 0)
        {
            yield return Invariant(
                $"{distribution.Outliers} of {distribution.Rows} scores lie far beyond the tail of the others, up to {distribution.Maximum:G4}; the extreme-value threshold was fitted without them. Look at those rows: they may be anomalies or faults.");
        }
    }

    /// <summary>Fits covariance and references, and returns the scores of the training rows: where the two can be told apart, each as if they had been fitted without it.</summary>
    private (IModelPipeline Pipeline, float[] Scores) Fit()
    {
        var crossFitted = scoring.NeedsWhitening ? FitWhitening() : null;
        var pipeline = ManagedPipeline.Create(parts);
        var scores = Scores(pipeline, rows.Sample.Span);
        if (crossFitted is null)
        {
            return (pipeline, scores);
        }

        var numbers = rows.EvenlySpacedNumbers(crossFitted.Length);
        var copies = Repeated(scores, numbers.Where(row => row < scores.Length));
        for (var i = 0; i < crossFitted.Length; i++)
        {
            // The other rows are not in the covariance, and their scores are as good. So are those of rows of which there are several: without one of them the others are still there.
            var row = numbers[i];
            if (row < scores.Length && !copies.Contains(scores[row]) && !HasCopies(row))
            {
                scores[row] = crossFitted[i];
            }
        }

        return (pipeline, scores);
    }

    /// <summary>Whether a row counts for several, so that without one of them the others are still there.</summary>
    private bool HasCopies(int row) => rows.Weights is { } weights && weights.Counts[row] >= 2;

    /// <summary>Scores as often as their rows count, where these have weights.</summary>
    private static float[] Counted(float[] scores, RowWeights? weights) => weights?.Counted(scores, LargestThresholdSample) ?? scores;

    /// <summary>Which of some values are there more than once among all. Those that are asked for are few and all may be a million, so that none are sorted.</summary>
    /// <param name="values">All values.</param>
    /// <param name="places">Where those stand that are asked for.</param>
    private static HashSet<float> Repeated(float[] values, IEnumerable<int> places)
    {
        var counts = new Dictionary<float, int>();
        foreach (var place in places)
        {
            counts[values[place]] = 0;
        }

        foreach (var value in values)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, value);
            if (!Unsafe.IsNullRef(ref count))
            {
                count++;
            }
        }

        return [.. counts.Where(value => value.Value > 1).Select(value => value.Key)];
    }

    /// <summary>Trains further networks, each without some of the rows, and looks at how they score both kinds; null where one was stopped.</summary>
    private NetworkOptimism? Optimism()
    {
        var (seen, unseen) = (new List<float>(), new List<float>());
        var folds = CrossFit.Split((int)rows.TrainingRowCount, NetworkOptimism.Folds).ToArray();
        var trained = new float[]?[folds.Length];
        ParallelWork.For(folds.Length, again!.AtOnce, fold => trained[fold] = again.Train(rows.Subset(folds[fold].Fitted)));
        cancellation.ThrowIfCancellationRequested();
        for (var fold = 0; fold < folds.Length; fold++)
        {
            if (trained[fold] is not { } parameters)
            {
                return null;
            }

            var (fitted, others) = folds[fold];
            var some = rows.Subset(fitted);

            // A later row may lie beyond what training had, and is then seen at the end of that: so must rows be that a network was trained without.
            var without = new ModelCalibrator(
                parts with { Parameters = parameters, Members = [], Whitening = null, References = null, TrainingRows = fitted.Length, Range = Range(some) }, some, null, cancellation);
            var (pipeline, scores) = without.Fit();
            var rest = rows.Subset(others);
            seen.AddRange(Counted(scores, some.Weights));
            unseen.AddRange(Counted(Scores(pipeline, rest.Sample.Span), rest.Weights));
        }

        return new NetworkOptimism(seen, unseen);
    }

    private (float[] Scores, ScoreOrigin Origin, (float[] Without, float[] Whole) Bounds) Distribution(float[] seen, float[] heldOut)
    {
        var leavesOut = scoring.NeedsWhitening && Math.Min(rows.Sample.Length / rows.Width, Picked(Math.Max(JointWidth(), rows.Width))) >= CrossFit.FewestRows;
        if (heldOut.Length >= FewestHeldOut && !leavesOut || heldOut.Length >= FewestHeldOutBesideFewRows && MayRemember)
        {
            return (heldOut, ScoreOrigin.HeldOut, ([], []));
        }

        if (again is not null && rows.TrainingRowCount >= CrossFit.FewestRows && Optimism() is { } optimism)
        {
            return (optimism.Correct(seen, weights: rows.Weights), ScoreOrigin.CrossFitted, optimism.Bounds(seen, rows.Weights));
        }

        return (seen, leavesOut && !MayRemember ? ScoreOrigin.CrossFitted : ScoreOrigin.Training, ([], []));
    }

    private Whitening FitExpectation(IModelPipeline pipeline, out ResidualStatistics residuals)
    {
        var features = rows.Width;
        var observed = rows.EvenlySpaced(LinearExpectation.Rows(features));
        var picked = FilledRows.Of(pipeline, observed);
        var count = picked.Length / features;
        var map = parts.Plan().RowMap;
        var fitted = LinearExpectation.Fit(picked, features, map, null, out var near);
        var whole = new LinearExpectation(fitted, map);
        var sums = new ResidualStatistics.Sums(features);
        if (count < CrossFit.FewestRows)
        {
            sums.Add(whole, picked, observed, [.. Enumerable.Range(0, count)]);
        }
        else if (whole.CanLeaveOut)
        {
            sums.Add(whole, picked, observed, near, leavesOut: true);
            sums.Add(whole, picked, observed, [.. Enumerable.Range(0, count).Except(near)]);
        }
        else
        {
            CrossFit.Run(
                count,
                chosen =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    return new LinearExpectation(LinearExpectation.Fit(picked, features, map, chosen), map);
                },
                (expectation, others) => sums.Add(expectation, picked, observed, others));
        }

        residuals = sums.ToStatistics();
        return fitted;
    }

    private float[] Scores(IModelPipeline pipeline, ReadOnlySpan<float> scaledRows)
    {
        var count = Math.Min(scaledRows.Length / rows.Width, LargestThresholdSample);
        var scores = new float[count];
        var samples = scoring.Kind.NeedsVariance() ? scoring.Samples : 1;
        var look = Math.Max(FewestRowsOfAMoment, NumbersALook / rows.Width / samples);
        for (var first = 0; first < count; first += look)
        {
            cancellation.ThrowIfCancellationRequested();
            var here = Math.Min(look, count - first);
            pipeline.Transform(scaledRows.Slice(first * rows.Width, here * rows.Width), scaled: true, scoring.Kind, new VaeOutputs { Scores = scores.AsSpan(first, here) });
        }

        return scores;
    }
}
