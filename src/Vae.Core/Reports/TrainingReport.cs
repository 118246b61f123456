using System.Collections.Immutable;
using Vae.Core.Data;

namespace Vae.Core.Reports;

/// <summary>
/// What happened in training; kept in the model. Of an ensemble it tells of the first network, but for <see cref="Seconds"/>, <see cref="Rollbacks"/> and <see cref="Warnings"/>, which are all
/// networks', and <see cref="FlaggedRate"/>, which is that of their mean score.
/// </summary>
public sealed record TrainingReport
{
    /// <summary>Engine, threads and vector width that did the work, for people; of a model from a file the engine alone.</summary>
    public required string Engine { get; init; }

    /// <summary>Why training ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Epochs begun.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps taken.</summary>
    public required long Steps { get; init; }

    /// <summary>Epoch (from 1) whose parameters the model holds: the best by validation loss with early stopping, else the last.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Rows trained on.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>Rows held out.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>Rows left out because they held NaN or an infinity.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Seconds from the first step to the last. NaN of a model from a file: what depends on the clock is not kept there, so that equal models are equal files.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Training rows a second; NaN of a model from a file.</summary>
    public double RowsPerSecond { get; init; } = double.NaN;

    /// <summary>Mean objective of the last epoch, nats a row.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Mean -log p(x|z) of the last epoch, nats a row.</summary>
    public required double Reconstruction { get; init; }

    /// <summary>Mean unweighted KL of the last epoch, nats a row; 0 for a plain autoencoder.</summary>
    public required double Kl { get; init; }

    /// <summary>
    /// Negative ELBO of the held-out rows under the parameters kept, or the importance-weighted bound, or the reconstruction error, by the objective's kind;
    /// null where none were held out.
    /// </summary>
    public double? ValidationLoss { get; init; }

    /// <summary>
    /// Mean loss of the discriminator in the last epoch: binary cross-entropy averaged over the real and generated examples that it sees for a row, nats; ln 2 = 0.693 where it
    /// cannot tell them apart. Null where the objective has no discriminator.
    /// </summary>
    public double? DiscriminatorLoss { get; init; }

    /// <summary>Share of its answers that were right, real and generated counting alike; 0.5 where it cannot tell them apart. Null where there is none.</summary>
    public double? DiscriminatorAccuracy { get; init; }

    /// <summary>Mean KL of each latent dimension over (a sample of) the training rows, nats; as many as latent dimensions.</summary>
    public required ImmutableArray<double> KlPerDimension { get; init; }

    /// <summary>Latent dimensions whose mean varies over rows by more than 0.01.</summary>
    public required int ActiveUnits { get; init; }

    /// <summary>Times a non-finite loss was answered by going back to the last good epoch.</summary>
    public int Rollbacks { get; init; }

    /// <summary>Losses of each epoch.</summary>
    public required ImmutableArray<EpochReport> History { get; init; }

    /// <summary>How well rows are rebuilt, beside their mean and principal components. Null in models of format version 1.</summary>
    public ReconstructionGain? Gain { get; init; }

    /// <summary>
    /// The share of rows that the threshold of training flags: of the held-out rows where there are some, else of the rows that it was found on, scored as
    /// <see cref="ScoreOrigin"/> says. Null in models of format version 1.
    /// </summary>
    public AchievedRate? FlaggedRate { get; init; }

    /// <summary>What the user should know: a collapsed code, skipped rows, rollbacks, an early end.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What was found in the table that was trained on, where its source told: what each column was taken for and what its owner should know. Null where it did not.</summary>
    public TableProfile? Data { get; init; }

    /// <summary>What the table that was trained on calls truth values, where its source told and <see cref="Data"/> is null. Null where it did not.</summary>
    public ImmutableArray<ColumnTruths>? Truths { get; init; }

    /// <summary>How the warning of a collapsed code begins.</summary>
    internal const string CollapseWarning = "The model has collapsed: none of its latent dimensions carries information, so every row is rebuilt alike and the score is close to the distance from the mean. ";

    /// <summary>What a code without information means where there is a context.</summary>
    internal const string ContextAloneWarning =
        "The code carries nothing beyond the context: rows are rebuilt from their context alone, and the score is how far they are from what belongs there. That is right where the columns depend on each other by their context alone.";

    /// <summary>Whether not one latent dimension carries information: reconstructions do not depend on the row.</summary>
    public bool IsCollapsed => ActiveUnits == 0;
}
