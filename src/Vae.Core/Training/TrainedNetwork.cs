using Vae.Core.Reports;

namespace Vae.Core.Training;

/// <summary>A network of an ensemble, or the only one, that is done.</summary>
/// <param name="Parameters">The model's.</param>
/// <param name="Report">What happened.</param>
internal sealed record TrainedNetwork(float[] Parameters, TrainingReport Report);
