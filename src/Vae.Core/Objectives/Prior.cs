using System.Collections.Immutable;

namespace Vae.Core.Objectives;

/// <summary>The distribution p(z) that an adversarial autoencoder's codes are brought to, and that new codes are drawn from.</summary>
public abstract record Prior : ICodePrior
{
    private protected Prior()
    {
    }

    /// <summary>N(0, I), the default.</summary>
    public static StandardNormalPrior StandardNormal() => new();

    /// <summary>A mixture of round Gaussians in the plane, whose means lie evenly on a circle around 0; for models of two latent dimensions.</summary>
    /// <param name="components">Gaussians; 1 to 10,000, default 10.</param>
    /// <param name="radius">Distance of the means from 0; default 4.</param>
    /// <param name="sigma">Standard deviation of each; default 0.5.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static GaussianMixturePrior Circle(int components = 10, float radius = 4f, float sigma = 0.5f) =>
        GaussianMixturePrior.Circle(components, radius, sigma);

    /// <summary>A mixture of round Gaussians.</summary>
    /// <param name="means">Means, one a component, each with as many numbers as the code.</param>
    /// <param name="sigmas">Standard deviations, one a component.</param>
    /// <param name="weights">Weights, one a component, above 0, of any sum; default: all alike.</param>
    public static GaussianMixturePrior GaussianMixture(
        ImmutableArray<ImmutableArray<float>> means, ImmutableArray<float> sigmas, ImmutableArray<float>? weights = null) =>
        new(means, sigmas, weights ?? [.. sigmas.Select(_ => 1f)]);

    /// <summary>Any distribution, by a function that draws from it.</summary>
    /// <param name="sampler">
    /// Draws one code: given a generator that is seeded for this very code, it returns as many numbers as the code has. It may be called from any thread, and must
    /// take all its randomness from the generator: then the same seed gives the same model.
    /// </param>
    /// <param name="description">What it is, for people; kept in the model file in the function's place.</param>
    /// <remarks>Code cannot be stored: a model loaded from a file keeps the description alone, and draws from a prior only when it is given one by <see cref="Models.VaeModel.WithPrior"/>.</remarks>
    public static SampledPrior Sampled(Func<Random, float[]> sampler, string description = "given by the user")
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        return new SampledPrior(sampler) { Description = description };
    }

    void ICodePrior.Draw(int seed, long firstCode, float temperature, int latent, Span<float> codes) =>
        Draw(PriorStream.Generation(seed), firstCode, temperature, latent, [], codes);

    /// <summary>Draws codes; each depends on the stream and its own number alone.</summary>
    /// <param name="stream">Where randomness comes from.</param>
    /// <param name="firstCode">Number of the first code; below 2^48.</param>
    /// <param name="temperature">Factor on standard deviations.</param>
    /// <param name="latent">Numbers in a code.</param>
    /// <param name="classes">The component that each code is to come from, negative for any; or empty.</param>
    /// <param name="codes">Receives a whole number of codes, row-major.</param>
    internal abstract void Draw(PriorStream stream, long firstCode, float temperature, int latent, ReadOnlySpan<int> classes, Span<float> codes);

    /// <summary>Root of the mean variance of a code's numbers, measured on draws.</summary>
    internal float Deviation(int latent)
    {
        const int Draws = 4096;
        var codes = new float[Draws * latent];
        Draw(PriorStream.Generation(0), 0, temperature: 1, latent, [], codes);
        var sum = 0.0;
        for (var j = 0; j < latent; j++)
        {
            var column = Enumerable.Range(0, Draws).Select(i => (double)codes[(i * latent) + j]).ToArray();
            var mean = column.Average();
            sum += column.Average(value => (value - mean) * (value - mean));
        }

        return (float)Math.Sqrt(sum / latent);
    }

    /// <summary>Checks what does not depend on the model.</summary>
    internal abstract void Validate();

    /// <summary>Checks that its codes are the model's.</summary>
    /// <exception cref="ArgumentException">They have another number of dimensions.</exception>
    internal virtual void RequireLatent(int latent)
    {
    }
}
