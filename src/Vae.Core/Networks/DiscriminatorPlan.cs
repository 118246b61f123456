using System.Collections.Immutable;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Core.Networks;

/// <summary>
/// The network that tells real from generated: layers <c>discriminator.0</c>, ..., with leaky ReLUs of slope 0.2 between them (Radford et al. 2016) and one logit at the
/// end. It has neither dropout nor batch normalisation, through whose statistics real and generated rows would speak to each other.
/// </summary>
internal static class DiscriminatorPlan
{
    private const float Slope = 0.2f;

    // Widths where nothing else says them.
    private static readonly ImmutableArray<int> Standard = [128, 128];

    /// <summary>The discriminator of an objective; null where it has none.</summary>
    public static NetworkPlan? Create(VaeOptions options, int inputDimension) => options.Objective.Kind switch
    {
        ObjectiveKind.Adversarial => ForCodes(options, VaePlan.ResolveLatent(options, inputDimension)),
        ObjectiveKind.VaeGan => ForRows(options, inputDimension),
        _ => null,
    };

    /// <summary>
    /// Below: from the input to the hidden layer in which a VAE-GAN compares rows, that of the last convolution, which still knows places, or else the last one;
    /// above: from there to the logit.
    /// </summary>
    public static (NetworkPlan Below, NetworkPlan Above) Split(NetworkPlan network)
    {
        var layers = network.Layers;
        var weighted = layers.Where(layer => layer is LinearLayer or ConvolutionLayer).ToArray();
        var compared = weighted.LastOrDefault(layer => layer is ConvolutionLayer) ?? weighted[^2];
        var next = weighted[Array.IndexOf(weighted, compared) + 1];
        var count = layers.IndexOf(next);

        // Flattening goes with what needs it.
        count -= layers[count - 1] is ReshapeLayer ? 1 : 0;
        return (new NetworkPlan(layers[..count]), new NetworkPlan(layers[count..]));
    }

    private static NetworkPlan ForCodes(VaeOptions options, int latent)
    {
        // One more class for rows without a label.
        var classes = options.Objective.Adversarial is { UseLabels: true, Prior: GaussianMixturePrior mixture } ? mixture.Components + 1 : 0;
        var builder = Builder(options);
        AddDense(builder, latent + classes, Widths(options, Standard));
        return builder.Build();
    }

    private static NetworkPlan ForRows(VaeOptions options, int inputDimension)
    {
        var builder = Builder(options);
        var hidden = VaePlan.HiddenLayers(options, inputDimension);
        if (options.Network.Kind != NetworkKind.Convolutional)
        {
            AddDense(builder, inputDimension, Widths(options, hidden.IsEmpty ? Standard : hidden));
            return builder.Build();
        }

        var map = options.Network.Image!;
        builder.Reshape(map.Channels, map.Height, map.Width);
        foreach (var channels in options.Network.Convolutional.ResolveChannels(map))
        {
            map = builder.HiddenConvolution(map, channels);
        }

        builder.Reshape((int)map.Size);
        AddDense(builder, (int)map.Size, Widths(options, hidden));
        return builder.Build();
    }

    private static SequentialBuilder Builder(VaeOptions options) => new("discriminator", options.Network with
    {
        Activation = Activation.LeakyReLU,
        LeakySlope = Slope,
        Dropout = 0,
        Normalization = options.Network.Normalization == NormalizationKind.Layer ? NormalizationKind.Layer : NormalizationKind.None,
    });

    private static ImmutableArray<int> Widths(VaeOptions options, ImmutableArray<int> standard) =>
        options.Objective.Adversarial.DiscriminatorLayers is { IsDefault: false } given ? given : standard;

    private static void AddDense(SequentialBuilder builder, int inputs, ImmutableArray<int> widths)
    {
        foreach (var width in widths)
        {
            builder.HiddenLinear(inputs, width);
            inputs = width;
        }

        builder.Linear(inputs, 1);
    }
}
