namespace Vae.Core.Networks;

/// <summary>How training treats a parameter.</summary>
internal enum ParameterKind
{
    /// <summary>Has a gradient, and weight decay applies to it.</summary>
    Weight,

    /// <summary>Has a gradient; weight decay leaves it alone: biases, normalisation's scales, sigmas.</summary>
    Bias,

    /// <summary>Running statistics: no gradient and no optimiser; the engine's step moves them.</summary>
    Buffer,
}
