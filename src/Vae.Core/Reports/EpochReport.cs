namespace Vae.Core.Reports;

/// <summary>Losses of one epoch, in nats a row.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean objective over the epoch's training rows, with the KL weight of each step.</param>
/// <param name="Reconstruction">Mean -log p(x|z) over them.</param>
/// <param name="Kl">Mean unweighted KL over them.</param>
/// <param name="ValidationLoss">Negative ELBO of the held-out rows after the epoch; null where none are held out.</param>
/// <param name="ActiveUnits">Latent dimensions in use after the epoch.</param>
/// <param name="LearningRate">Learning rate of the epoch's last step.</param>
public sealed record EpochReport(
    int Epoch,
    double Loss,
    double Reconstruction,
    double Kl,
    double? ValidationLoss,
    int ActiveUnits,
    double LearningRate)
{
    /// <summary>
    /// Mean loss of the discriminator over the epoch: binary cross-entropy averaged over the real and generated examples that it sees for a row, nats; ln 2 = 0.693 where it
    /// cannot tell them apart. Null where the objective has no discriminator.
    /// </summary>
    public double? DiscriminatorLoss { get; init; }

    /// <summary>Share of its answers that were right, real and generated counting alike; 0.5 where it cannot tell them apart. Null where there is none.</summary>
    public double? DiscriminatorAccuracy { get; init; }
}
