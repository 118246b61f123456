namespace Vae.Core.Engines;

/// <summary>Randomness of one step given from outside.</summary>
internal sealed class StepInjection
{
    /// <summary>Standard normal noise, [samples, rows, latent] row-major.</summary>
    public required float[] Noise { get; init; }

    /// <summary>
    /// One mask for each dropout layer in the order of the plan, row-major, values 0 or 1 / (1 - rate): [rows, size] in the encoder,
    /// [samples, rows, size] in the decoder. Empty where the plan has no dropout.
    /// </summary>
    public float[][] DropoutMasks { get; init; } = [];
}
