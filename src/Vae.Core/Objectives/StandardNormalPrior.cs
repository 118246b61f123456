using System.Numerics.Tensors;
using Vae.Core.Randomness;

namespace Vae.Core.Objectives;

/// <summary>p(z) = N(0, I).</summary>
public sealed record StandardNormalPrior : Prior
{
    internal override void Draw(PriorStream stream, long firstCode, float temperature, int latent, ReadOnlySpan<int> classes, Span<float> codes)
    {
        RowNoise.Normal(stream.Seed, stream.Noise, firstCode, latent, codes);
        TensorPrimitives.Multiply(codes, temperature, codes);
    }

    internal override void Validate()
    {
    }
}
