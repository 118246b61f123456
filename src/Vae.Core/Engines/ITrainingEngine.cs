using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>A way to do the arithmetic of training. Everything else (epochs, batches, schedules, stopping) is the same for every engine.</summary>
internal interface ITrainingEngine
{
    /// <summary>The name by which options choose it.</summary>
    string Name { get; }

    /// <summary>Why the GPU that the options name cannot be used by this engine; null where it can.</summary>
    GpuObstacle? FindObstacle(EngineOptions options);

    /// <summary>Starts a training session with parameters of zero; write the state before the first step.</summary>
    ITrainingSession Open(TrainingSetup setup);

    /// <summary>Starts the training of an encoder with a softmax head, with parameters of zero; write the state before the first step.</summary>
    IClassifierSession OpenClassifier(ClassifierSetup setup);
}
