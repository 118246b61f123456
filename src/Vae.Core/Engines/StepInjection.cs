namespace Vae.Core.Engines;

/// <summary>Randomness of one step given from outside.</summary>
internal sealed class StepInjection
{
    /// <summary>
    /// Standard normal noise, [samples, rows, latent] row-major; [2, rows, latent] for an adversarial autoencoder, whose rows are encoded twice a step. Empty where
    /// the encoder gives one code.
    /// </summary>
    public required float[] Noise { get; init; }

    /// <summary>
    /// What the corruption draws, [rows, D] row-major, none for a context: standard normal noise for the Gaussian kind; numbers in [0, 1) for the others, where one
    /// below the rate is masked, or is set to the low value below half the rate and to the high value else. Empty where nothing is corrupted.
    /// </summary>
    public float[] CorruptionNoise { get; init; } = [];

    /// <summary>Numbers in [0, 1), [rows, D] row-major, none for a context: a feature becomes 1 where its number is below its value, else 0. Empty where rows are not drawn.</summary>
    public float[] BinarizationNoise { get; init; } = [];

    /// <summary>Codes from the prior, [rows, latent] row-major. Empty where there is no discriminator.</summary>
    public float[] PriorCodes { get; init; } = [];

    /// <summary>
    /// One mask for each dropout layer in the order of the plan, row-major, values 0 or 1 / (1 - rate): [rows, size] in the encoder,
    /// [samples, rows, size] in the decoder. Empty where the plan has no dropout.
    /// </summary>
    public float[][] DropoutMasks { get; init; } = [];
}
