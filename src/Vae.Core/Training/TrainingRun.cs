using System.Diagnostics;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Training;

/// <summary>One run from first step to last: epochs, schedules, early stopping, rollback and cancellation. Knows no arithmetic.</summary>
internal sealed partial class TrainingRun
{
    private const int ProbeRows = 1024;

    // Looks at the state and the count of active units cost about as much as a small epoch: about fifty of them a run.
    private const int ChecksPerRun = 50;

    private readonly VaeOptions options;
    private readonly TrainingRows rows;
    private readonly ITrainingSession session;
    private readonly IBatchSource batches;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly SessionState state;
    private readonly GoodState good;
    private readonly ICheckpoint? checkpoint;
    /// <summary>Training rows on which active units and the KL per dimension are measured.</summary>
    private readonly float[] probe;
    private readonly List<EpochReport> history = [];
    private readonly Stopwatch clock = new();
    private readonly long stepsPerEpoch;
    private readonly long totalSteps;
    private readonly int totalEpochs;

    private readonly RowTrimmer? trimmer;
    private long trimmedStep;

    private int[]? kept;
    private string? otherArithmetic;
    private double secondsBefore;
    private long batch;
    private int epoch;
    private long step;
    private long stepsTaken;
    private long rowsTrained;
    private double rateScale = 1;
    private double learningRate;
    private int rollbacks;
    private int activeUnits;
    private long activeUnitsStep = -1;
    private LossTotals epochLosses;
    private float[]? best;
    private double bestLoss = double.PositiveInfinity;
    private int bestEpoch;
    private int epochsSinceBest;

    public TrainingRun(
        VaeOptions options,
        TrainingRows rows,
        ITrainingSession session,
        IBatchSource batches,
        Func<SessionState> newState,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation,
        ICheckpoint? checkpoint = null)
    {
        this.options = options;
        this.rows = rows;
        this.session = session;
        this.batches = batches;
        this.progress = progress;
        this.cancellation = cancellation;
        this.checkpoint = checkpoint;
        state = newState();
        good = new GoodState(newState());
        probe = rows.EvenlySpaced(ProbeRows);
        RowBinarizer.Apply(options, probe, rows.Width, options.ContextFeatures(rows.Width), set: 0);
        stepsPerEpoch = (rows.TrainingRowCount + options.Training.BatchSize - 1) / options.Training.BatchSize;
        totalSteps = options.Training.Epochs is { } epochs ? epochs * stepsPerEpoch : options.Training.Steps;
        trimmer = options.Training.TrimShare > 0 ? new RowTrimmer(options, rows) : null;
        totalEpochs = (int)Math.Min(int.MaxValue, (totalSteps + stepsPerEpoch - 1) / stepsPerEpoch);
    }

    /// <summary>Trains from these parameters, or goes on from where a checkpoint stands.</summary>
    /// <returns>The trained parameters and what happened.</returns>
    public (float[] Parameters, TrainingReport Report) Train(SessionState start)
    {
        if (checkpoint?.TakeRun() is { } before)
        {
            Continue(before);
        }
        else
        {
            session.WriteState(start);
            SaveGood();
        }

        clock.Start();
        var reason = StopReason.Completed;
        while (step < totalSteps)
        {
            if (!TryRunEpoch())
            {
                reason = StopReason.Cancelled;
                break;
            }

            batch = 0;
            if (!EndEpoch())
            {
                continue;
            }

            epoch++;
            if (options.Training.EarlyStopping is { } stopping && epochsSinceBest >= stopping.Patience)
            {
                reason = StopReason.EarlyStopped;
                break;
            }
        }

        clock.Stop();
        if (stepsTaken == 0)
        {
            throw new OperationCanceledException(
                "Training was cancelled before its first step, so there is no model to return; start it again and let it take at least one step.", cancellation);
        }

        return (FinalParameters(), Report(reason));
    }

    /// <summary>Takes the steps of an epoch, or what is left of them; false where it was cut short by cancellation.</summary>
    private bool TryRunEpoch()
    {
        try
        {
            batches.BeginEpoch(epoch);
            batches.Skip(batch);
            return RunEpoch();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Rows were being read for a step that was not taken.
            return CutShort();
        }
    }

    private bool CutShort()
    {
        checkpoint?.Write(Snapshot());
        epochLosses = session.TakeLosses();
        return false;
    }

    private bool RunEpoch()
    {
        var reported = clock.Elapsed;
        while (step < totalSteps)
        {
            if (cancellation.IsCancellationRequested)
            {
                return CutShort();
            }

            if (checkpoint?.IsDue(stepsTaken) == true)
            {
                checkpoint.Write(Snapshot());
            }

            learningRate = options.Training.Optimizer.LearningRate * rateScale * options.Training.Schedule.Factor(step, totalSteps);
            var count = batches.Step(session, new StepSettings(step, (float)learningRate, KlWeight()) { InstanceNoise = InstanceNoise() });
            if (count == 0)
            {
                break;
            }

            step++;
            batch++;
            stepsTaken++;
            rowsTrained += count;
            if (progress is not null && (clock.Elapsed - reported).TotalSeconds >= 0.5)
            {
                reported = clock.Elapsed;

                // A look alone: sums that were put together of parts would differ in their last bit by the moments at which somebody looked.
                epochLosses = session.ReadLosses();
                progress.Report(Progress(isEpochEnd: false, null));
                if (!epochLosses.IsFinite && !session.IsShared)
                {
                    break;
                }
            }
        }

        epochLosses = session.TakeLosses();
        return true;
    }

    private float KlWeight()
    {
        var objective = options.Objective;
        return objective.KlWarmupSteps > 0 ? (float)(objective.KlWeight * Math.Min(1.0, (double)step / objective.KlWarmupSteps)) : objective.KlWeight;
    }

    private float InstanceNoise() =>
        options.Objective.HasDiscriminator ? (float)((1 + Math.Cos(Math.PI * step / totalSteps)) / 2) : 0;

    /// <summary>Looks at the epoch; false where it was rolled back.</summary>
    private bool EndEpoch()
    {
        var checks = step >= totalSteps || step - good.Step >= Math.Max(1, totalSteps / ChecksPerRun);
        double? validation = rows.Validation.IsEmpty ? null : session.Agree(ValidationLoss());
        if (checks)
        {
            session.ReadState(state);
        }

        if (!epochLosses.IsFinite || validation is { } loss && !double.IsFinite(loss) || (checks && !Data.RowChecks.IsFinite(state.Parameters)))
        {
            RollBack();
            return false;
        }

        MeasureActiveUnits();
        TrimRows();
        KeepBest(validation);
        if (checks)
        {
            SaveGood(epoch + 1);
        }

        history.Add(new EpochReport(
            epoch + 1,
            epochLosses.Objective / epochLosses.Weight,
            epochLosses.Reconstruction / epochLosses.Weight,
            epochLosses.Kl / epochLosses.Weight,
            validation,
            activeUnits,
            learningRate)
        {
            DiscriminatorLoss = PerRow(epochLosses.DiscriminatorLoss),
            DiscriminatorAccuracy = PerRow(epochLosses.DiscriminatorCorrect),
        });
        progress?.Report(Progress(isEpochEnd: true, validation));
        return true;
    }

    private double ValidationLoss()
    {
        var held = rows.Validation.Span;
        var weights = rows.ValidationWeights?.Relative();
        var samples = options.Objective.Samples;
        var totals = options.Objective.Kind == ObjectiveKind.Iwae
            ? session.Inference.ImportanceWeightedNll(held, samples, options.Seed, 0, weights)
            : session.Inference.NegativeElbo(held, samples, options.Seed, 0, weights);

        // The prior of an adversarial autoencoder is met by all codes together: there is no KL of a row.
        var loss = options.Objective.Kind == ObjectiveKind.Adversarial ? totals.Reconstruction : totals.Objective;
        return loss / totals.Rows;
    }

    private void KeepBest(double? validation)
    {
        if (options.Training.EarlyStopping is not { } stopping || validation is not { } loss)
        {
            bestEpoch = epoch + 1;
            return;
        }

        if (loss < bestLoss - stopping.MinimumImprovement)
        {
            bestLoss = loss;
            bestEpoch = epoch + 1;
            epochsSinceBest = 0;
            session.ReadState(state);
            best ??= new float[state.Parameters.Length];
            state.Parameters.CopyTo(best, 0);
        }
        else
        {
            epochsSinceBest++;
        }
    }

    /// <summary>Leaves out the rows that are explained worst, from the next epoch on.</summary>
    private void TrimRows()
    {
        // Before, hardly a row is explained; and a pass over all rows costs about a third of an epoch of them.
        if (trimmer is null || step < totalSteps / 5 || step >= totalSteps || step - trimmedStep < totalSteps / ChecksPerRun)
        {
            return;
        }

        trimmedStep = step;
        session.ReadState(state);
        KeepOnly(trimmer.Keep(state.Parameters));
    }

    private void KeepOnly(int[] numbers)
    {
        kept = numbers;
        batches.KeepOnly(numbers);
        if (rows.Weights is { } weights)
        {
            session.UseWeights(weights.Relative(numbers));
        }
    }

    private void RollBack()
    {
        if (rollbacks == options.Training.MaximumRollbacks)
        {
            throw new TrainingDivergedException(FormattableString.Invariant(
                $"The loss was not a finite number in epoch {epoch + 1}, by step {step}, at a learning rate of {learningRate:G3}, after {rollbacks} returns to the last good epoch at a tenth of the rate each; lower Training.Optimizer.LearningRate, set Training.GradientClipNorm, or scale the data."));
        }

        rollbacks++;
        rateScale /= 10;
        session.WriteState(good.State);
        session.TakeLosses();
        epoch = good.Epoch;
        step = good.Step;
        epochsSinceBest = 0;
        history.RemoveRange(Math.Min(history.Count, epoch), Math.Max(0, history.Count - epoch));
    }

    private void SaveGood(int nextEpoch = 0)
    {
        session.ReadState(good.State);
        good.Epoch = nextEpoch;
        good.Step = step;
    }

    /// <summary>The last state known to be good.</summary>
    private sealed class GoodState(SessionState state)
    {
        public SessionState State { get; set; } = state;

        public int Epoch { get; set; }

        public long Step { get; set; }
    }
}
