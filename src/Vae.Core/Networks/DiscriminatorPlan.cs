using System.Collections.Immutable;
using Vae.Core.Objectives;

namespace Vae.Core.Networks;

/// <summary>
/// The network that tells real from generated: layers <c>discriminator.0</c>, ..., with leaky ReLUs of slope 0.2 between them (Radford et al. 2016) and one logit at the
/// end. It has neither dropout nor batch normalisation, through whose statistics real and generated rows would speak to each other.
/// </summary>
internal static class DiscriminatorPlan
{
    private const string Name = "discriminator";
    private const float Slope = 0.2f;
    private const int CodeWidth = 128;

    /// <summary>The discriminator of an objective; null where it has none.</summary>
    public static NetworkPlan? Create(VaeOptions options, int inputDimension) => options.Objective.Kind switch
    {
        ObjectiveKind.Adversarial => ForCodes(options.Objective.Adversarial, VaePlan.ResolveLatent(options.Network, inputDimension)),
        ObjectiveKind.VaeGan => ForRows(options, inputDimension),
        _ => null,
    };

    /// <summary>Below: from the input to the hidden layer in which a VAE-GAN compares rows, the last one; above: from there to the logit.</summary>
    public static (NetworkPlan Below, NetworkPlan Above) Split(NetworkPlan network)
    {
        var count = network.Layers.Length - 1;
        return (new NetworkPlan(network.Layers[..count]), new NetworkPlan(network.Layers[count..]));
    }

    private static NetworkPlan ForCodes(AdversarialOptions options, int latent)
    {
        // One more class for rows without a label.
        var classes = options is { UseLabels: true, Prior: GaussianMixturePrior mixture } ? mixture.Components + 1 : 0;
        return Dense(latent + classes, Widths(options, [CodeWidth, CodeWidth]));
    }

    private static NetworkPlan ForRows(VaeOptions options, int inputDimension) =>
        Dense(inputDimension, Widths(options.Objective.Adversarial, VaePlan.HiddenLayers(options.Network, inputDimension) is { IsEmpty: false } hidden ? hidden : [CodeWidth]));

    private static ImmutableArray<int> Widths(AdversarialOptions options, ImmutableArray<int> standard) =>
        options.DiscriminatorLayers is { IsDefault: false } given ? given : standard;

    private static NetworkPlan Dense(int inputs, ImmutableArray<int> widths)
    {
        var layers = ImmutableArray.CreateBuilder<LayerPlan>();
        foreach (var width in widths)
        {
            layers.Add(new LinearLayer($"{Name}.{layers.Count}", inputs, width));
            layers.Add(new ActivationLayer(Activation.LeakyReLU, Slope, width));
            inputs = width;
        }

        layers.Add(new LinearLayer($"{Name}.{layers.Count}", inputs, 1));
        return new NetworkPlan(layers.ToImmutable());
    }
}
