using System.Collections.Immutable;
using Vae.Core.Likelihoods;

namespace Vae.Core.Networks;

/// <summary>
/// A whole variational autoencoder as data: encoder trunk, the two heads, decoder, and the likelihood of its output.
/// Layers are numbered as in a PyTorch <c>Sequential</c>: <c>encoder.0</c>, <c>encoder.2</c>, ..., <c>mean</c>, <c>log_variance</c>, <c>decoder.0</c>, ...
/// </summary>
internal sealed record VaePlan(
    int InputDimension,
    int LatentDimension,
    NetworkPlan Encoder,
    LinearLayer Mean,
    LinearLayer LogVariance,
    NetworkPlan Decoder,
    Likelihood Likelihood)
{
    /// <summary>Bounds of the log-variance: the head's output is clamped to them (no gradient outside), so that exp never overflows.</summary>
    public const float MinimumLogVariance = -20f;

    /// <inheritdoc cref="MinimumLogVariance"/>
    public const float MaximumLogVariance = 10f;

    /// <summary>Name of the learned logarithm of a Gaussian decoder's sigma: [1] or [InputDimension].</summary>
    public const string LogSigmaName = "log_sigma";

    /// <summary>Widths of the hidden layers, input side first.</summary>
    public static ImmutableArray<int> HiddenLayers(NetworkOptions options, int inputDimension)
    {
        if (options.HiddenLayers is { IsDefault: false } given)
        {
            return given;
        }

        var first = (int)Math.Clamp(4L * inputDimension, 32, 128);
        return [first, Math.Max(first / 2, ResolveLatent(options, inputDimension))];
    }

    /// <summary>Builds the plan for rows of <paramref name="inputDimension"/> numbers.</summary>
    public static VaePlan Create(VaeOptions options, int inputDimension)
    {
        var network = options.Network;
        var latent = ResolveLatent(network, inputDimension);
        var hidden = HiddenLayers(network, inputDimension);
        var encoder = Stack("encoder", network, inputDimension, hidden);
        var encoded = hidden.IsEmpty ? inputDimension : hidden[^1];
        var reversed = hidden.Reverse().ToImmutableArray();
        var decoder = Stack("decoder", network, latent, reversed);
        var decoded = reversed.IsEmpty ? latent : reversed[^1];
        decoder.Add(new LinearLayer($"decoder.{decoder.Count}", decoded, inputDimension));
        return new VaePlan(
            inputDimension,
            latent,
            new NetworkPlan([.. encoder]),
            new LinearLayer("mean", encoded, latent),
            new LinearLayer("log_variance", encoded, latent),
            new NetworkPlan([.. decoder]),
            options.Likelihood);
    }

    /// <summary>Every linear layer, in the order of the parameters.</summary>
    public IEnumerable<LinearLayer> LinearLayers =>
        [.. Encoder.Layers.OfType<LinearLayer>(), Mean, LogVariance, .. Decoder.Layers.OfType<LinearLayer>()];

    /// <summary>Numbers in the latent code: those asked for, or min(D, 64).</summary>
    public static int ResolveLatent(NetworkOptions options, int inputDimension) =>
        options.LatentDimension ?? Math.Min(inputDimension, 64);

    private static List<LayerPlan> Stack(string name, NetworkOptions options, int inputs, ImmutableArray<int> widths)
    {
        var layers = new List<LayerPlan>();
        foreach (var width in widths)
        {
            layers.Add(new LinearLayer($"{name}.{layers.Count}", inputs, width));
            layers.Add(new ActivationLayer(options.Activation, options.LeakySlope, width));
            if (options.Dropout > 0)
            {
                layers.Add(new DropoutLayer(options.Dropout, width));
            }

            inputs = width;
        }

        return layers;
    }
}
