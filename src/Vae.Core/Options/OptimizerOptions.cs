namespace Vae.Core.Options;

/// <summary>Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) where <see cref="WeightDecay"/> is above 0.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Step size before the schedule; default 0.002.</summary>
    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>Decay of the running mean of the gradient; default 0.9.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the running mean of the squared gradient; default 0.999.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Added to the denominator; default 1e-8.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Decoupled weight decay, applied to weight matrices only (not to biases or sigma); default 0.</summary>
    public float WeightDecay { get; init; }

    internal void Validate(string name = "Training.Optimizer")
    {
        Require.InRange(LearningRate, 1e-9f, 100f, $"{name}.LearningRate");
        Require.InRange(Beta1, 0f, 0.99999f, $"{name}.Beta1");
        Require.InRange(Beta2, 0f, 0.9999999f, $"{name}.Beta2");
        Require.InRange(Epsilon, 1e-20f, 1f, $"{name}.Epsilon");
        Require.InRange(WeightDecay, 0f, 10f, $"{name}.WeightDecay");
    }
}
