using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A layer with parameters, and the activation and dropout after it, which the engine runs in one go with it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Activation">The activation, or null.</param>
/// <param name="Slope">Slope of the leaky ReLU.</param>
/// <param name="DropoutRate">Share set to 0 in training.</param>
internal sealed record LayerGroup(LayerPlan Layer, Activation? Activation = null, float Slope = 0, float DropoutRate = 0)
{
    /// <summary>Whether the way back needs a stored derivative; that of a plain ReLU can be read off its output.</summary>
    public bool NeedsDerivative => DropoutRate > 0 || (Activation is not null and not Options.Activation.ReLU);

    /// <summary>Joins the layers of a plan to groups.</summary>
    /// <exception cref="NotSupportedException">The plan starts with an activation or dropout, or has two of a kind in a row.</exception>
    public static List<LayerGroup> Of(NetworkPlan plan)
    {
        var groups = new List<LayerGroup>();
        foreach (var layer in plan.Layers)
        {
            switch (layer)
            {
                case ActivationLayer activation when groups.Count > 0 && groups[^1] is { Activation: null, DropoutRate: 0 }:
                    groups[^1] = groups[^1] with { Activation = activation.Kind, Slope = activation.Slope };
                    break;
                case DropoutLayer dropout when groups.Count > 0 && groups[^1].DropoutRate == 0:
                    groups[^1] = groups[^1] with { DropoutRate = dropout.Rate };
                    break;
                case ActivationLayer or DropoutLayer:
                    throw new NotSupportedException($"The managed engine cannot run {layer.GetType().Name} here.");
                case ReshapeLayer:
                    // A panel holds the numbers of a row in their order, whatever their shape.
                    break;
                default:
                    groups.Add(new LayerGroup(layer));
                    break;
            }
        }

        return groups;
    }
}
