using Vae.Core.Options;
using Vae.Core.Training;

namespace Vae.Core.Checkpoints;

/// <summary>The JSON of a checkpoint: everything but the arrays.</summary>
internal sealed record CheckpointHeader
{
    /// <summary>The library that wrote it: another one may draw, sum or shuffle otherwise.</summary>
    public required string Library { get; init; }

    /// <summary>The options of the run.</summary>
    public required VaeOptions Options { get; init; }

    /// <summary>The rows of the run.</summary>
    public required DataFingerprint Data { get; init; }

    /// <summary>The command line that began the run, behind the folder that it was given in; empty where it was none.</summary>
    public required string[] Command { get; init; }

    /// <summary>The networks that are done.</summary>
    public required NetworkHeader[] Networks { get; init; }

    /// <summary>Where the network behind them stands; null where it has not begun.</summary>
    public RunPosition? Run { get; init; }

    /// <summary>Whether there are parameters of the best validation loss.</summary>
    public bool HasBest { get; init; }

    /// <summary>Rows that the run goes on with; null where none are left out.</summary>
    public int? KeptRows { get; init; }
}
