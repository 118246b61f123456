using Vae.Core.Engines;

namespace Vae.Core.Tests.Oracles;

/// <summary>What is random in a step, as the reference reads it: one number at a time.</summary>
/// <param name="Samples">M.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Latent">L.</param>
/// <param name="Injection">The same numbers as an engine takes them.</param>
internal sealed record ReferenceNoise(int Samples, int Rows, int Latent, StepInjection Injection)
{
    public double Normal(int sample, int row, int dimension) => Injection.Noise[(((sample * Rows) + row) * Latent) + dimension];

    /// <summary>What the corruption draws for one feature.</summary>
    public double Corruption(int row, int width, int feature) => Injection.CorruptionNoise[(row * width) + feature];

    /// <summary>What the binarisation draws for one feature.</summary>
    public double Binarization(int row, int width, int feature) => Injection.BinarizationNoise[(row * width) + feature];

    /// <summary>Factor of a dropout layer, counted over encoder and decoder; 1 where there is none.</summary>
    public double Mask(int layer, int size, int sample, int row, int unit) =>
        Injection.DropoutMasks.Length == 0 ? 1 : Injection.DropoutMasks[layer][(((sample * Rows) + row) * size) + unit];
}
