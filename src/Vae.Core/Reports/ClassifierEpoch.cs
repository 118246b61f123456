namespace Vae.Core.Reports;

/// <summary>One epoch of a classifier's training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TotalEpochs">Epochs of the whole run.</param>
/// <param name="Loss">Mean cross-entropy over the epoch's training rows, with smoothed labels and dropout, nats a row.</param>
/// <param name="Accuracy">Share of them classified right, with dropout.</param>
/// <param name="ValidationLoss">Cross-entropy of the held-out labelled rows after the epoch; null where none are held out.</param>
/// <param name="ValidationAccuracy">Share of them classified right; null where none are held out.</param>
/// <param name="HeadLearningRate">Learning rate of the head at the epoch's last step.</param>
/// <param name="EncoderLearningRate">The encoder's; 0 while it is frozen.</param>
public sealed record ClassifierEpoch(
    int Epoch,
    int TotalEpochs,
    double Loss,
    double Accuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double HeadLearningRate,
    double EncoderLearningRate);
