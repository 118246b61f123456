using System.Collections.Immutable;
using System.Diagnostics;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Core.Reports;

namespace Vae.Core.Training;

/// <summary>The fine-tuning from first step to last: epochs, frozen and not, early stopping, rollback and cancellation. Knows no arithmetic.</summary>
internal sealed class ClassifierRun
{
    private readonly VaeClassifierOptions options;
    private readonly LabelledRows rows;
    private readonly IClassifierSession session;
    private readonly IProgress<ClassifierEpoch>? progress;
    private readonly CancellationToken cancellation;
    private readonly SessionState state;
    private readonly SessionState good;
    private readonly Philox shuffles;
    private readonly int[] order;
    private readonly long totalSteps;
    private readonly int stepsPerEpoch;
    private readonly int totalEpochs;
    private readonly int frozenEpochs;
    private readonly List<ClassifierEpoch> history = [];
    private float[]? best;
    private double bestLoss = double.PositiveInfinity;
    private int bestEpoch;
    private long step;
    private double rateScale = 1;
    private int rollbacks;

    public ClassifierRun(
        VaeClassifierOptions options,
        LabelledRows rows,
        IClassifierSession session,
        ClassifierSetup setup,
        IProgress<ClassifierEpoch>? progress,
        CancellationToken cancellation)
    {
        (this.options, this.rows, this.session, this.progress, this.cancellation) = (options, rows, session, progress, cancellation);
        state = setup.NewState();
        good = setup.NewState();
        order = [.. Enumerable.Range(0, rows.Labels.Length)];
        shuffles = new Philox(options.Seed, RandomPurpose.Shuffle);
        stepsPerEpoch = (order.Length + options.BatchSize - 1) / options.BatchSize;
        totalSteps = options.Epochs is { } epochs ? (long)epochs * stepsPerEpoch : options.Steps;
        totalEpochs = (int)Math.Min(int.MaxValue, (totalSteps + stepsPerEpoch - 1) / stepsPerEpoch);
        frozenEpochs = options.FrozenEpochs ?? (options.Pretrain ? totalEpochs / 2 : 0);
    }

    /// <summary>Trains from these parameters.</summary>
    public (float[] Parameters, ClassifierReport Report) Train(SessionState start, TrainingReport? pretraining)
    {
        session.WriteState(start);
        session.UseRows(rows.Training.Memory, rows.Labels, rows.Weights);
        session.ReadState(good);
        var clock = Stopwatch.StartNew();
        var reason = StopReason.Completed;
        var epoch = 0;
        while (step < totalSteps)
        {
            cancellation.ThrowIfCancellationRequested();
            var first = step;
            var totals = RunEpoch(epoch);
            session.ReadState(state);
            if (!totals.IsFinite || !RowChecks.IsFinite(state.Parameters))
            {
                RollBack(epoch, first);
                continue;
            }

            session.ReadState(good);
            epoch++;
            Report(epoch, totals);
            if (KeepBest(epoch))
            {
                reason = StopReason.EarlyStopped;
                break;
            }
        }

        return Finish(reason, epoch, clock.Elapsed.TotalSeconds, pretraining);
    }

    private bool TrainsEncoder(int epoch) => epoch >= frozenEpochs && options.EncoderLearningRate > 0;

    private float Rate(float rate) => (float)(rate * rateScale * options.Schedule.Factor(step, totalSteps));

    private ClassifierTotals RunEpoch(int epoch)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Permutation.Shuffle(order, shuffles, (uint)epoch);
        for (var next = 0; next < order.Length && step < totalSteps; next += options.BatchSize, step++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Step(
                order.AsSpan(next, Math.Min(options.BatchSize, order.Length - next)),
                new ClassifierStep(step, Rate(options.HeadLearningRate), Rate(options.EncoderLearningRate), TrainsEncoder(epoch)));
        }

        return session.TakeLosses();
    }

    private void RollBack(int epoch, long firstStep)
    {
        if (rollbacks == options.Pretraining.Training.MaximumRollbacks)
        {
            throw new TrainingDivergedException(FormattableString.Invariant(
                $"The classifier's loss was not a finite number in epoch {epoch + 1}, after {rollbacks} returns to the last good epoch at a tenth of the rate each; lower HeadLearningRate and EncoderLearningRate, or scale the data."));
        }

        rollbacks++;
        rateScale /= 10;
        step = firstStep;
        session.WriteState(good);
    }

    private void Report(int epoch, ClassifierTotals totals)
    {
        var (loss, accuracy) = Validate();
        var last = Math.Max(0, step - 1);
        var factor = rateScale * options.Schedule.Factor(last, totalSteps);
        history.Add(new ClassifierEpoch(
            epoch,
            totalEpochs,
            totals.CrossEntropy / totals.Weight,
            totals.Correct / totals.Weight,
            loss,
            accuracy,
            options.HeadLearningRate * factor,
            TrainsEncoder(epoch - 1) ? options.EncoderLearningRate * factor : 0));
        progress?.Report(history[^1]);
    }

    /// <summary>Keeps the parameters if they are the best yet; says whether there has been nothing better for too long.</summary>
    private bool KeepBest(int epoch)
    {
        if (options.EarlyStopping is not { } stopping || history[^1].ValidationLoss is not { } loss)
        {
            bestEpoch = epoch;
            return false;
        }

        if (loss < bestLoss - stopping.MinimumImprovement)
        {
            (bestLoss, bestEpoch) = (loss, epoch);
            best ??= new float[state.Parameters.Length];
            state.Parameters.CopyTo(best, 0);
        }

        return epoch - bestEpoch >= stopping.Patience;
    }

    private (double? Loss, double? Accuracy) Validate()
    {
        if (rows.Validation.Count == 0)
        {
            return (null, null);
        }

        var classes = rows.ClassNames.Length;
        var probabilities = new float[rows.Validation.Count * classes];
        session.Probabilities(rows.Validation.Rows, probabilities);
        var (loss, correct, all) = (0.0, 0.0, 0.0);
        for (var row = 0; row < rows.Validation.Count; row++)
        {
            var here = probabilities.AsSpan(row * classes, classes);
            var label = rows.ValidationLabels[row];
            double weight = rows.ValidationWeights.Length == 0 ? 1 : rows.ValidationWeights[row];
            loss -= Math.Log(Math.Max(here[label], 1e-30f)) * weight;
            correct += LargestValue.PlaceIn(here) == label ? weight : 0;
            all += weight;
        }

        return (loss / all, correct / all);
    }

    private (float[] Parameters, ClassifierReport Report) Finish(StopReason reason, int epochs, double seconds, TrainingReport? pretraining)
    {
        var perClass = new int[rows.ClassNames.Length];
        foreach (var label in rows.Labels)
        {
            perClass[label]++;
        }

        var kept = history[bestEpoch - 1];
        return (best ?? good.Parameters, new ClassifierReport
        {
            Pretraining = pretraining,
            Engine = session.Description,
            StopReason = reason,
            Epochs = epochs,
            Steps = step,
            BestEpoch = bestEpoch,
            TrainingRows = rows.Training.Count,
            ValidationRows = rows.Validation.Count,
            UnusedRows = rows.Unused,
            RowsPerClass = [.. perClass],
            Seconds = seconds,
            TrainingLoss = history[^1].Loss,
            TrainingAccuracy = history[^1].Accuracy,
            ValidationLoss = kept.ValidationLoss,
            ValidationAccuracy = kept.ValidationAccuracy,
            History = [.. history],
            Warnings = Warnings(perClass),
        });
    }

    private ImmutableArray<string> Warnings(int[] perClass)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        var missing = rows.ClassNames.Where((_, index) => perClass[index] == 0).ToArray();
        if (missing.Length > 0)
        {
            var more = missing.Length > 10 ? Invariant($" and {missing.Length - 10} more") : "";
            warnings.Add($"No labelled row trains {string.Join(", ", missing.Take(10).Select(name => $"'{name}'"))}{more}: the model will not predict what it has not seen.");
        }

        if (rollbacks > 0)
        {
            warnings.Add(Invariant($"The classifier's loss was not finite {rollbacks} time(s); training went back to the last good epoch and lowered the learning rates to a tenth each time."));
        }

        return warnings.ToImmutable();
    }
}
