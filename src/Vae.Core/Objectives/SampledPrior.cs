using System.Numerics.Tensors;
using Vae.Core.Randomness;

namespace Vae.Core.Objectives;

/// <summary>A prior given by the user as a function; made by <see cref="Prior.Sampled"/>. A model file keeps its description, not the function.</summary>
public sealed record SampledPrior : Prior
{
    private readonly Func<Random, float[]>? sampler;

    internal SampledPrior(Func<Random, float[]>? sampler) => this.sampler = sampler;

    /// <summary>What it is, for people.</summary>
    public string Description { get; init; } = "given by the user";

    /// <summary>Whether the function is there: not in a model that was loaded from a file.</summary>
    public bool CanDraw => sampler is not null;

    internal override void Draw(PriorStream stream, long firstCode, float temperature, int latent, ReadOnlySpan<int> classes, Span<float> codes)
    {
        if (sampler is null)
        {
            throw new InvalidOperationException(
                $"The model's prior was given as code ('{Description}'), which a model file does not hold; give it again with VaeModel.WithPrior, or decode codes of your own with Decode.");
        }

        if (temperature != 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The temperature is {temperature} but the model's prior was given as code, whose standard deviation is not known; leave it at 1, or scale codes of your own and Decode them."));
        }

        var seeds = new Philox(stream.Seed, stream.Choice);
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var code = sampler(new Random(seeds.IntegerAt((ulong)(firstCode + i), int.MaxValue)));
            if (code is null || code.Length != latent || !TensorPrimitives.IsFiniteAll<float>(code))
            {
                throw new InvalidOperationException(
                    Invariant($"The prior's sampler ('{Description}') returned {(code is null ? "null" : $"{code.Length} numbers, or one that is not finite,")} where {latent} finite numbers were wanted; return one code of the model's latent dimension."));
            }

            code.CopyTo(codes[(i * latent)..]);
        }
    }

    internal override void Validate() => ArgumentException.ThrowIfNullOrWhiteSpace(Description);
}
