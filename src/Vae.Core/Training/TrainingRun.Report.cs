using System.Collections.Immutable;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Statistics;

namespace Vae.Core.Training;

/// <content>What is told during and after the run.</content>
internal sealed partial class TrainingRun
{
    private void MeasureActiveUnits()
    {
        if (activeUnitsStep >= 0 && step < totalSteps && step - activeUnitsStep < totalSteps / ChecksPerRun)
        {
            return;
        }

        activeUnitsStep = step;
        activeUnits = Diagnose(withDivergence: false).ActiveUnits;
    }

    private LatentDiagnostics Diagnose(bool withDivergence)
    {
        var latent = VaePlan.ResolveLatent(options, rows.Width);
        var codes = probe.Length / rows.Width * latent;
        var mean = new float[codes];
        var logVariance = new float[withDivergence && options.Objective.HasVariance && options.Objective.Kind != ObjectiveKind.Adversarial ? codes : 0];
        session.Inference.Encode(probe, mean, logVariance);
        return LatentDiagnostics.Of(mean, logVariance, latent);
    }

    private TrainingProgress Progress(bool isEpochEnd, double? validation)
    {
        var elapsed = Elapsed;
        var perRow = 1 / WeightSeen;
        return new TrainingProgress
        {
            IsEpochEnd = isEpochEnd,
            Epoch = epoch + 1,
            TotalEpochs = totalEpochs,
            Step = step,
            TotalSteps = totalSteps,
            Loss = epochLosses.Objective * perRow,
            Reconstruction = epochLosses.Reconstruction * perRow,
            Kl = epochLosses.Kl * perRow,
            DiscriminatorLoss = PerRow(epochLosses.DiscriminatorLoss),
            DiscriminatorAccuracy = PerRow(epochLosses.DiscriminatorCorrect),
            ValidationLoss = validation,
            ActiveUnits = isEpochEnd ? activeUnits : null,
            LearningRate = learningRate,
            RowsPerSecond = rowsTrained / Math.Max(1e-9, elapsed.TotalSeconds),
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(totalSteps - step) / Math.Max(1, step)),
        };
    }

    /// <summary>Mean over the epoch's rows of what a discriminator does; null where there is none.</summary>
    private double? PerRow(double discriminatorSum) => options.Objective.HasDiscriminator ? discriminatorSum / WeightSeen : null;

    // Rows that were seen so far, by their weights: of an epoch that is not over these need not have the mean weight of all.
    private double WeightSeen => epochLosses.Rows > 0 ? epochLosses.Weight : 1;

    /// <summary>The best parameters by validation loss, else the last, else (should the last be broken) those of the last good epoch.</summary>
    private float[] FinalParameters()
    {
        if (best is not null)
        {
            session.ReadState(state);
            best.CopyTo(state.Parameters, 0);
            session.WriteState(state);
            return best;
        }

        session.ReadState(state);
        if (!Data.RowChecks.IsFinite(state.Parameters))
        {
            session.WriteState(good.State);
            session.ReadState(state);
        }

        return state.Parameters;
    }

    private TrainingReport Report(StopReason reason)
    {
        var diagnostics = Diagnose(withDivergence: true);
        var seconds = Math.Max(1e-9, Elapsed.TotalSeconds);
        var losses = epochLosses.Rows > 0 && epochLosses.IsFinite
            ? (epochLosses.Objective / epochLosses.Weight, epochLosses.Reconstruction / epochLosses.Weight, epochLosses.Kl / epochLosses.Weight)
            : history.Count > 0 ? (history[^1].Loss, history[^1].Reconstruction, history[^1].Kl) : (double.NaN, double.NaN, double.NaN);
        return new TrainingReport
        {
            Engine = session.Description,
            StopReason = reason,
            Epochs = Math.Min(totalEpochs, epoch + (reason == StopReason.Cancelled ? 1 : 0)),
            Steps = step,
            BestEpoch = Math.Max(1, bestEpoch),
            TrainingRows = rows.TrainingRowCount,
            ValidationRows = rows.ValidationRowCount,
            SkippedRows = rows.SkippedRowCount,
            Seconds = seconds,
            RowsPerSecond = rowsTrained / seconds,
            TrainingLoss = losses.Item1,
            Reconstruction = losses.Item2,
            Kl = losses.Item3,
            DiscriminatorLoss = history.Count > 0 ? history[^1].DiscriminatorLoss : PerRow(epochLosses.DiscriminatorLoss),
            DiscriminatorAccuracy = history.Count > 0 ? history[^1].DiscriminatorAccuracy : PerRow(epochLosses.DiscriminatorCorrect),
            ValidationLoss = rows.Validation.IsEmpty ? null : ValidationLoss(),
            KlPerDimension = diagnostics.KlPerDimension,
            ActiveUnits = diagnostics.ActiveUnits,
            Rollbacks = rollbacks,
            History = [.. history],
            Warnings = Warnings(reason, diagnostics),
        };
    }

    private ImmutableArray<string> Warnings(StopReason reason, LatentDiagnostics diagnostics)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (diagnostics.ActiveUnits == 0)
        {
            warnings.Add(options.ContextColumnCount > 0 ? TrainingReport.ContextAloneWarning
                : TrainingReport.CollapseWarning + (options.Objective.Kind == ObjectiveKind.Elbo
                    ? "Train longer, lower Objective.KlWeight, use Objective.KlWarmupSteps or FreeBits, or check that the features carry structure."
                    : "Train longer, or check that the features carry structure."));
        }

        if (rows.SkippedRowCount > 0)
        {
            warnings.Add(Invariant($"{rows.SkippedRowCount} {(rows.SkippedRowCount == 1 ? "row was" : "rows were")} left out for a missing value, an infinity, or a value that cannot be read."));
        }

        if (rollbacks > 0)
        {
            warnings.Add(Invariant($"The loss was not finite {rollbacks} time(s); training went back to the last good epoch and lowered the learning rate to a tenth each time."));
        }

        if (otherArithmetic is not null)
        {
            warnings.Add($"Training went on on '{session.Arithmetic}' from a checkpoint of '{otherArithmetic}': the last digits of the model may differ from those of a run that was not interrupted.");
        }

        if (reason == StopReason.Cancelled)
        {
            warnings.Add(Invariant($"Training was cancelled after {step} of {totalSteps} steps; the model is the best so far."));
        }

        return warnings.ToImmutable();
    }
}
