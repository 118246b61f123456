using System.Diagnostics.CodeAnalysis;

namespace Vae.Core.Options;

/// <summary>Arithmetic of the torch engine's matrix products. Parameters, losses and the optimiser are single precision in all of them.</summary>
public enum EnginePrecision
{
    /// <summary>Single precision: losses and gradients within 1e-4 of the managed engine's.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is what the field calls this arithmetic.")]
    Float32,

    /// <summary>
    /// Inputs of products rounded to 10 bits of mantissa, a relative error of about 5e-4 each, summed in single precision; on GPUs from Ampere on, several
    /// times faster for wide layers. On the processor it is <see cref="Float32"/>.
    /// </summary>
    TF32,

    /// <summary>
    /// Weights and activations of the network rounded to 7 bits of mantissa, a relative error of about 4e-3 each: for large networks whose loss is far from
    /// its last digit. Heads, likelihood, KL, optimiser and every measurement on validation rows stay in single precision.
    /// </summary>
    BFloat16,
}
