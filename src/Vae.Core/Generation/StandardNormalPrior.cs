using System.Numerics.Tensors;
using Vae.Core.Randomness;

namespace Vae.Core.Generation;

/// <summary>p(z) = N(0, I).</summary>
internal sealed class StandardNormalPrior : ICodePrior
{
    public static StandardNormalPrior Instance { get; } = new();

    public void Draw(int seed, long firstCode, float temperature, int latent, Span<float> codes)
    {
        RowNoise.Normal(seed, RandomPurpose.PriorSampling, firstCode, latent, codes);
        TensorPrimitives.Multiply(codes, temperature, codes);
    }
}
