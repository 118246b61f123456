namespace Vae.Core.Engines;

/// <summary>What differs from step to step.</summary>
/// <param name="Step">Number of the step, from 0; selects the noise.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="KlWeight">Weight of the KL term in this step.</param>
internal readonly record struct StepSettings(long Step, float LearningRate, float KlWeight)
{
    /// <summary>Class of each row that is given by value, as in <see cref="ITrainingSession.UseLabels"/>; empty: none has one.</summary>
    public ReadOnlyMemory<int> Labels { get; init; }

    /// <summary>Weight of each row that is given by value, as in <see cref="ITrainingSession.UseWeights"/>; empty: every row counts once.</summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>
    /// The KL of each dimension of the code, in the mean over a batch that the given rows are a part of, which decides where <see cref="Options.ObjectiveOptions.FreeBits"/> stop it; empty: the given rows are the batch.
    /// </summary>
    public ReadOnlyMemory<double> MeanDivergence { get; init; }

    /// <summary>What is left in this step of the noise on what a discriminator sees, 0 (default) to 1.</summary>
    public float InstanceNoise { get; init; }

    /// <summary>Noise and dropout masks given from outside, so that engines can be compared; null: the engine draws its own.</summary>
    public StepInjection? Injection { get; init; }
}
