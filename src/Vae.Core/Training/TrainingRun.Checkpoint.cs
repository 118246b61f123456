using Vae.Core.Engines;

namespace Vae.Core.Training;

/// <content>What it writes down of itself, and goes on from.</content>
internal sealed partial class TrainingRun
{
    private TimeSpan Elapsed => clock.Elapsed + TimeSpan.FromSeconds(secondsBefore);

    /// <summary>Where it stands, between two steps.</summary>
    private RunSnapshot Snapshot()
    {
        session.ReadState(state);
        var position = new RunPosition
        {
            Epoch = epoch,
            Step = step,
            Batch = batch,
            StepsTaken = stepsTaken,
            RowsTrained = rowsTrained,
            Seconds = Elapsed.TotalSeconds,
            RateScale = rateScale,
            LearningRate = learningRate,
            Rollbacks = rollbacks,
            ActiveUnits = activeUnits,
            ActiveUnitsStep = activeUnitsStep,
            TrimmedStep = trimmedStep,
            GoodEpoch = good.Epoch,
            GoodStep = good.Step,
            BestLoss = bestLoss,
            BestEpoch = bestEpoch,
            EpochsSinceBest = epochsSinceBest,
            Losses = state.Losses,
            Arithmetic = otherArithmetic is null ? session.Arithmetic : otherArithmetic.EndsWith(session.Arithmetic, StringComparison.Ordinal) ? otherArithmetic : $"{otherArithmetic}, then {session.Arithmetic}",
            History = [.. history],
        };
        return new RunSnapshot(position, state, good.State, best, kept);
    }

    /// <summary>Stands where another run stood.</summary>
    /// <exception cref="CheckpointException">This run never stands there.</exception>
    private void Continue(RunSnapshot snapshot)
    {
        var position = snapshot.Position;
        if (position.Step >= totalSteps || position.Batch > stepsPerEpoch || (snapshot.Best is not null && options.Training.EarlyStopping is null))
        {
            throw new CheckpointException(FormattableString.Invariant(
                $"The checkpoint stands at step {position.Step}, batch {position.Batch} of its epoch, where no run of {totalSteps} steps and {stepsPerEpoch} batches an epoch stands; it is damaged: delete it to begin anew."));
        }

        (epoch, step, batch) = (position.Epoch, position.Step, position.Batch);
        (stepsTaken, rowsTrained, secondsBefore) = (position.StepsTaken, position.RowsTrained, position.Seconds);
        (rateScale, learningRate, rollbacks) = (position.RateScale, position.LearningRate, position.Rollbacks);
        (activeUnits, activeUnitsStep, trimmedStep) = (position.ActiveUnits, position.ActiveUnitsStep, position.TrimmedStep);
        (bestLoss, bestEpoch, epochsSinceBest) = (position.BestLoss, position.BestEpoch, position.EpochsSinceBest);
        best = snapshot.Best;
        (good.State, good.Epoch, good.Step) = (snapshot.Good, position.GoodEpoch, position.GoodStep);
        otherArithmetic = position.Arithmetic == session.Arithmetic ? null : position.Arithmetic;
        history.AddRange(position.History);
        if (snapshot.Kept is { } numbers)
        {
            KeepOnly(numbers);
        }

        session.WriteState(snapshot.Current);
    }
}
