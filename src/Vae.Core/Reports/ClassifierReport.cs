using System.Collections.Immutable;

namespace Vae.Core.Reports;

/// <summary>What happened in a classifier's training; kept in the model.</summary>
public sealed record ClassifierReport
{
    /// <summary>What happened in the pretraining of the encoder; null where it was not pretrained.</summary>
    public TrainingReport? Pretraining { get; init; }

    /// <summary>Engine, threads and vector width that did the work, for people.</summary>
    public required string Engine { get; init; }

    /// <summary>Why training ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Epochs begun.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps of the head.</summary>
    public required long Steps { get; init; }

    /// <summary>Epoch (from 1) whose parameters the model holds: the best by validation loss with early stopping, else the last.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Labelled rows trained on.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>Labelled rows held out.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>Rows without a label, or left out because they hold NaN or an infinity.</summary>
    public required long UnusedRows { get; init; }

    /// <summary>Labelled rows trained on, of each class.</summary>
    public required ImmutableArray<int> RowsPerClass { get; init; }

    /// <summary>Seconds from the first step to the last, without the pretraining; NaN of a classifier from a file.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Mean cross-entropy of the last epoch, nats a row.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Share of the last epoch's rows classified right, with dropout.</summary>
    public required double TrainingAccuracy { get; init; }

    /// <summary>Cross-entropy of the held-out rows under the parameters kept; null where none were held out.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of the held-out rows classified right under the parameters kept; null where none were held out.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Every epoch.</summary>
    public required ImmutableArray<ClassifierEpoch> History { get; init; }

    /// <summary>What the user should know, such as classes with hardly any rows.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
