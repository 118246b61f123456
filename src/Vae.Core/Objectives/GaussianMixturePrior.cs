using System.Collections.Immutable;
using Vae.Core.Randomness;

namespace Vae.Core.Objectives;

/// <summary>p(z) = sum_k w_k N(z; m_k, s_k^2 I) / sum_k w_k, a mixture of K round Gaussians.</summary>
/// <param name="Means">K means of L numbers each, L the latent dimension.</param>
/// <param name="Sigmas">K standard deviations, above 0.</param>
/// <param name="Weights">K weights, above 0, of any sum.</param>
public sealed record GaussianMixturePrior(
    ImmutableArray<ImmutableArray<float>> Means, ImmutableArray<float> Sigmas, ImmutableArray<float> Weights) : Prior
{
    /// <summary>Most components.</summary>
    public const int MaximumComponents = 10_000;

    /// <summary>K.</summary>
    public int Components => Means.Length;

    /// <inheritdoc cref="Prior.Circle"/>
    public static new GaussianMixturePrior Circle(int components = 10, float radius = 4f, float sigma = 0.5f)
    {
        Require.InRange(components, 1, MaximumComponents, nameof(components));
        Require.InRange(radius, 0f, 1e6f, nameof(radius));
        Require.InRange(sigma, 1e-6f, 1e6f, nameof(sigma));
        var angles = Enumerable.Range(0, components).Select(k => 2 * Math.PI * k / components);
        return new GaussianMixturePrior(
            [.. angles.Select(angle => ImmutableArray.Create((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle))))],
            [.. Enumerable.Repeat(sigma, components)],
            [.. Enumerable.Repeat(1f, components)]);
    }

    /// <summary>Compares the numbers.</summary>
    /// <param name="other">Another prior.</param>
    public bool Equals(GaussianMixturePrior? other) =>
        other is not null
        && Sigmas.AsSpan().SequenceEqual(other.Sigmas.AsSpan())
        && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan())
        && Means.Length == other.Means.Length
        && Means.Zip(other.Means).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Means.Length, Sigmas.FirstOrDefault(), Weights.FirstOrDefault());

    internal override void Draw(PriorStream stream, long firstCode, float temperature, int latent, ReadOnlySpan<int> classes, Span<float> codes)
    {
        RowNoise.Normal(stream.Seed, stream.Noise, firstCode, latent, codes);
        var choice = new Philox(stream.Seed, stream.Choice);
        for (var i = 0; i < codes.Length / latent; i++)
        {
            var component = !classes.IsEmpty && classes[i] >= 0 ? classes[i] : Component(choice.UniformAt((ulong)(firstCode + i)));
            var mean = Means[component].AsSpan();
            var scale = Sigmas[component] * temperature;
            var code = codes.Slice(i * latent, latent);
            for (var j = 0; j < latent; j++)
            {
                code[j] = mean[j] + (scale * code[j]);
            }
        }
    }

    internal override void Validate()
    {
        const string Name = "Objective.Adversarial.Prior";
        if (Means.IsDefault || Sigmas.IsDefault || Weights.IsDefault)
        {
            throw new ArgumentException($"{Name} lacks its means, sigmas or weights; give one of each a component.");
        }

        Require.InRange(Means.Length, 1, MaximumComponents, $"The number of means of {Name}");
        if (Sigmas.Length != Means.Length || Weights.Length != Means.Length)
        {
            throw new ArgumentException(
                $"{Name} has {Means.Length} means, {Sigmas.Length} sigmas and {Weights.Length} weights; give one of each a component.");
        }

        for (var k = 0; k < Means.Length; k++)
        {
            Require.InRange(Sigmas[k], 1e-6f, 1e6f, Invariant($"Sigma {k} of {Name}"));
            Require.InRange(Weights[k], 1e-9f, 1e9f, Invariant($"Weight {k} of {Name}"));
            if (Means[k].IsDefaultOrEmpty || Means[k].Length != Means[0].Length)
            {
                throw new ArgumentException(Invariant($"Mean {k} of {Name} has another number of dimensions than mean 0, or none; give means of the model's latent dimension."));
            }

            foreach (var value in Means[k])
            {
                Require.InRange(value, -1e6f, 1e6f, Invariant($"A number of mean {k} of {Name}"));
            }
        }
    }

    internal override void RequireLatent(int latent)
    {
        if (Means[0].Length != latent)
        {
            throw new ArgumentException(
                Invariant($"Objective.Adversarial.Prior is a mixture in {Means[0].Length} dimensions but the code has {latent}; set Network.LatentDimension to {Means[0].Length}, or give means of {latent} numbers."));
        }
    }

    /// <summary>The component at a number in [0, 1) of the cumulated weights.</summary>
    private int Component(double uniform)
    {
        var left = uniform * Weights.Sum(weight => (double)weight);
        for (var k = 0; k < Weights.Length - 1; k++)
        {
            left -= Weights[k];
            if (left < 0)
            {
                return k;
            }
        }

        return Weights.Length - 1;
    }
}
