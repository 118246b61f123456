using Vae.Core.Training;

namespace Vae.Core.Calibration;

/// <summary>Trains further networks as one was trained, on some of its rows.</summary>
/// <param name="Train">Returns the parameters; null where training was stopped or diverged. Called from <paramref name="AtOnce"/> threads.</param>
/// <param name="AtOnce">How many networks at a time: small ones are trained faster each on a thread of its own than one after the other on all threads, and come to the same bits.</param>
internal sealed record Retraining(Func<TrainingRows, float[]?> Train, int AtOnce);
