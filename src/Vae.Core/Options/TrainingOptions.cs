namespace Vae.Core.Options;

/// <summary>Length, batches, optimiser and stopping of a training run.</summary>
public sealed record TrainingOptions
{
    /// <summary>Largest <see cref="EnsembleSize"/>.</summary>
    public const int MaximumEnsembleSize = 64;

    /// <summary>Largest <see cref="Shards"/>.</summary>
    public const int MaximumShards = 4096;

    /// <summary>Passes over the training rows. <see langword="null"/> (default): as many as <see cref="Steps"/> takes.</summary>
    public int? Epochs { get; init; }

    /// <summary>Optimiser steps when <see cref="Epochs"/> is null; default 1000. The last epoch may be cut short.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Rows a step; default 128. The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The optimiser.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes over the run.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Largest Euclidean norm of the whole gradient; larger ones are scaled down to it. <see langword="null"/> (default): off.</summary>
    public float? GradientClipNorm { get; init; }

    /// <summary>
    /// Networks that are trained, each from a seed of its own that follows from <see cref="VaeOptions.Seed"/>; 1 (default) to <see cref="MaximumEnsembleSize"/>. A row's score is the mean of its
    /// scores under each of them (deep ensembles: Lakshminarayanan et al. 2017), which depends less on the seed; threshold, probability, contributions and drift are those of that
    /// score. Codes, reconstructions and drawn rows are the first network's. Training, scoring and the file take that many times as much.
    /// </summary>
    public int EnsembleSize { get; init; } = 1;

    /// <summary>
    /// Parts that the training rows are divided in, row n of the source to shard n modulo their number; 1 (default) to <see cref="MaximumShards"/>, and no more than <see cref="BatchSize"/>. A batch takes its part of every shard,
    /// the gradient of each part is summed on its own, and the shards are added in a fixed tree: so that processes that have some of the shards each (<see cref="Models.VaeTrainer.Processes"/>) train the same model, to the
    /// last bit, as one that has them all. The model depends on the number of shards, as on a seed.
    /// </summary>
    /// <remarks>
    /// For the objectives Elbo, Iwae and Autoencoder, without batch normalisation or <see cref="TrimShare"/>, which need all rows of a batch, or of the data, in one place. Each shard has its share of <see cref="MemoryBudgetBytes"/>, in whichever process; rows
    /// of which a shard has more are streamed. Covariance,
    /// reference rows, distribution of scores and threshold are found on a sample of 20,000 rows, as where rows are streamed. A process computes its shards one after the other: give each part of a batch 32 rows a thread, or more.
    /// On libtorch the last bits depend on the threads as well, so that <see cref="EngineOptions.Threads"/> is to be set where another number of processes is to give the same model; on a GPU its sums have no fixed order.
    /// </remarks>
    public int Shards { get; init; } = 1;

    /// <summary>Share of rows held out of training to measure the validation loss; 0 (default) to 0.9. Must be 0 where validation rows are given to the trainer.</summary>
    public float ValidationFraction { get; init; }

    /// <summary>Stops when the validation loss no longer improves and keeps the best parameters; null (default): off. Needs <see cref="ValidationFraction"/>, or validation rows given to the trainer.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>
    /// Share of the training rows, those that the network explains worst, that it is not trained on: after the first fifth of the run they are found anew at the end of
    /// epochs, at most fifty times, by their negative log-likelihood at the mean code. For training rows that hold anomalies: about their share. 0 (default, off) to
    /// 0.5. The rows must fit in memory.
    /// </summary>
    public float TrimShare { get; init; }

    /// <summary>What to do with a training row that holds NaN or an infinity. Default: stop with an error that names the row and column.</summary>
    public InvalidRowPolicy InvalidRows { get; init; } = InvalidRowPolicy.Error;

    /// <summary>Bytes of training rows kept in memory; more rows than fit are read anew each epoch through a shuffle buffer. Default 1 GiB. With <see cref="Shards"/> those of all shards together, so that of P processes each keeps a P-th part.</summary>
    public long MemoryBudgetBytes { get; init; } = 1L << 30;

    /// <summary>Times that a non-finite loss is answered by going back to the last good epoch at a tenth of the learning rate, before training fails. Default 3.</summary>
    public int MaximumRollbacks { get; init; } = 3;

    /// <summary>Writes down how far training has come, so that it goes on from there when its process has ended; null (default): does not. No part of the model.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    internal void Validate()
    {
        if (Epochs is { } epochs)
        {
            Require.InRange(epochs, 1, 1_000_000, "Training.Epochs");
        }

        Require.InRange(Steps, 1, int.MaxValue, "Training.Steps");
        Require.InRange(BatchSize, 1, 1 << 20, "Training.BatchSize");
        ArgumentNullException.ThrowIfNull(Optimizer);
        ArgumentNullException.ThrowIfNull(Schedule);
        Optimizer.Validate();
        Schedule.Validate();
        if (GradientClipNorm is { } norm)
        {
            Require.Positive(norm, "Training.GradientClipNorm");
        }

        Require.InRange(EnsembleSize, 1, MaximumEnsembleSize, "Training.EnsembleSize");
        Require.InRange(Shards, 1, MaximumShards, "Training.Shards");
        ValidateShards();
        Require.InRange(ValidationFraction, 0f, 0.9f, "Training.ValidationFraction");
        Require.InRange(TrimShare, 0f, 0.5f, "Training.TrimShare");
        EarlyStopping?.Validate();
        Checkpoint?.Validate();
        Require.Defined(InvalidRows, "Training.InvalidRows");
        Require.InRange(MemoryBudgetBytes, 1L << 20, long.MaxValue, "Training.MemoryBudgetBytes");
        Require.InRange(MaximumRollbacks, 0, 100, "Training.MaximumRollbacks");
    }

    private void ValidateShards()
    {
        if (Shards > BatchSize)
        {
            throw new ArgumentException(
                Invariant($"Training.Shards is {Shards} but Training.BatchSize is {BatchSize}, and a batch takes a row of every shard at least; raise the one, or lower the other."));
        }

        if (Shards > 1 && TrimShare > 0)
        {
            throw new ArgumentException(
                Invariant($"Training.TrimShare is {TrimShare} and Training.Shards is {Shards}, but leaving out the rows that are explained worst takes all of them in one place; set TrimShare to 0, or Shards to 1."));
        }
    }

    internal void RequireHeldOutRows()
    {
        if (EarlyStopping is not null && ValidationFraction <= 0)
        {
            throw new ArgumentException(
                "Training.EarlyStopping is set but Training.ValidationFraction is 0, so there is no validation loss to watch; set ValidationFraction (for example 0.1), or give validation rows to VaeTrainer.Fit.");
        }
    }
}
