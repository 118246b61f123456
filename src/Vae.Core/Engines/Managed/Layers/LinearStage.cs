using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A linear layer with the activation that follows it, as the managed engine runs them: in one go.</summary>
internal sealed class LinearStage
{
    public required int Inputs { get; init; }

    public required int Outputs { get; init; }

    public required int WeightOffset { get; init; }

    public required int BiasOffset { get; init; }

    public Activation? Activation { get; init; }

    public float Slope { get; init; }

    public static LinearStage Of(LayerGroup group, ParameterLayout layout)
    {
        var layer = (LinearLayer)group.Layer;
        return new LinearStage
        {
            Inputs = layer.Inputs,
            Outputs = layer.Outputs,
            WeightOffset = layout[layer.WeightName].Offset,
            BiasOffset = layout[layer.BiasName].Offset,
            Activation = group.Activation,
            Slope = group.Slope,
        };
    }

    public static LinearStage Of(LinearLayer layer, ParameterLayout layout) => Of(new LayerGroup(layer), layout);
}
