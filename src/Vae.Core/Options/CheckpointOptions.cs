namespace Vae.Core.Options;

/// <summary>Where a training run writes down how far it has come, so that it goes on from there when its process has ended, whatever ended it.</summary>
/// <remarks>
/// <para>A run that goes on gives the model that it would have given without the interruption, bit for bit, on the processor; the same call on the same rows is all it takes. The file holds parameters, optimiser, position in the epoch
/// and in the random numbers, schedules, early stopping, the best parameters so far, rows left out, rollbacks, and the networks of an ensemble that are done. It is written beside and renamed, so that it is there whole, or
/// as it was before.</para>
/// <para>Where the file exists, <see cref="Models.VaeTrainer"/> goes on from it; it stays when training is done, and gives the same model again. A file of other rows or options, or of another version of this library, is refused
/// in words that say what differs: delete it to begin anew.</para>
/// </remarks>
public sealed record CheckpointOptions
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>The file. Its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>Optimiser steps from one writing to the next, at least 1. Null (default): <see cref="Every"/> alone says when.</summary>
    public int? EverySteps { get; init; }

    /// <summary>Time from one writing to the next, up to a year. Null (default): 30 seconds, or never where <see cref="EverySteps"/> is set. It is written at the first step in any case, and where training is cancelled.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The command line of the run and the folder in which it was given, for those who begin it anew with nothing but the file; empty where there was none.</summary>
    internal IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The time after which it is written again; null where steps alone say when.</summary>
    internal TimeSpan? Interval => Every ?? (EverySteps is null ? Default : null);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path, "Training.Checkpoint.Path");
        if (EverySteps is { } steps)
        {
            Require.InRange(steps, 1, int.MaxValue, "Training.Checkpoint.EverySteps");
        }

        if (Every is { } time && (time <= TimeSpan.Zero || time > Longest))
        {
            throw new ArgumentException(Invariant($"Training.Checkpoint.Every is {time} but must be above zero and at most {Longest.Days} days."));
        }
    }
}
