namespace Vae.Core.Reports;

/// <summary>Where a training run stands; reported at the end of each epoch, and at most twice a second in between.</summary>
public sealed record TrainingProgress
{
    /// <summary>Whether an epoch has just ended; the validation loss and active units are measured then.</summary>
    public required bool IsEpochEnd { get; init; }

    /// <summary>Network that is being trained, from 1, of <see cref="Networks"/>. Epochs and steps count on from one to the next.</summary>
    public int Network { get; init; } = 1;

    /// <summary>Networks of the ensemble; default 1.</summary>
    public int Networks { get; init; } = 1;

    /// <summary>Current epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs of the whole run.</summary>
    public required int TotalEpochs { get; init; }

    /// <summary>Optimiser steps taken so far.</summary>
    public required long Step { get; init; }

    /// <summary>Optimiser steps of the whole run.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Mean objective of the rows of this epoch so far, nats a row.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean -log p(x|z) of the rows of this epoch so far, nats a row.</summary>
    public required double Reconstruction { get; init; }

    /// <summary>Mean KL(q(z|x) || p(z)) of the rows of this epoch so far, unweighted, nats a row.</summary>
    public required double Kl { get; init; }

    /// <summary>
    /// Mean loss of the discriminator over the rows of this epoch so far: binary cross-entropy averaged over the real and generated examples that it sees for a row, nats; ln 2 = 0.693 where it
    /// cannot tell them apart. Null where the objective has no discriminator.
    /// </summary>
    public double? DiscriminatorLoss { get; init; }

    /// <summary>Share of its answers that were right, real and generated counting alike; 0.5 where it cannot tell them apart. Null where there is none.</summary>
    public double? DiscriminatorAccuracy { get; init; }

    /// <summary>Negative ELBO of the held-out rows at the end of the epoch, nats a row; null between epochs or where no rows are held out.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Latent dimensions whose mean varies over rows by more than 0.01 (Burda et al. 2016, section 5.2); null between epochs.</summary>
    public int? ActiveUnits { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Training rows a second since the start.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Estimated time to the last step at the present speed.</summary>
    public required TimeSpan Remaining { get; init; }
}
