using System.Collections.Immutable;
using Vae.Core.Engines;
using Vae.Core.Reports;

namespace Vae.Core.Training;

/// <summary>Where a run stands between two steps, but for its arrays: continued from here it takes the very steps that it would have taken.</summary>
internal sealed record RunPosition
{
    /// <summary>Epochs that are done, of those that count.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps that are done, of those that count: the number of the next, which names its random numbers.</summary>
    public required long Step { get; init; }

    /// <summary>Batches of the epoch under way that are done.</summary>
    public required long Batch { get; init; }

    /// <summary>Steps taken in all, those that were taken back included.</summary>
    public required long StepsTaken { get; init; }

    /// <summary>Rows of those.</summary>
    public required long RowsTrained { get; init; }

    /// <summary>Seconds of training before.</summary>
    public required double Seconds { get; init; }

    /// <summary>What rollbacks have left of the learning rate.</summary>
    public required double RateScale { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Returns to the last good epoch.</summary>
    public required int Rollbacks { get; init; }

    /// <summary>Latent dimensions in use when they were counted last.</summary>
    public required int ActiveUnits { get; init; }

    /// <summary>The step at which they were; below 0 where they were not yet.</summary>
    public required long ActiveUnitsStep { get; init; }

    /// <summary>The step at which rows were left out last.</summary>
    public required long TrimmedStep { get; init; }

    /// <summary>Epochs that were done in the last state known to be good.</summary>
    public required int GoodEpoch { get; init; }

    /// <summary>Steps that were.</summary>
    public required long GoodStep { get; init; }

    /// <summary>Best validation loss; infinity before there is one.</summary>
    public required double BestLoss { get; init; }

    /// <summary>Its epoch, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Epochs since then.</summary>
    public required int EpochsSinceBest { get; init; }

    /// <summary>Sums of the losses of the epoch under way.</summary>
    public required LossTotals Losses { get; init; }

    /// <summary>What the results' last bits depend on beside the setup: see <see cref="ITrainingSession.Arithmetic"/>.</summary>
    public required string Arithmetic { get; init; }

    /// <summary>Epochs that are done.</summary>
    public required ImmutableArray<EpochReport> History { get; init; }
}
