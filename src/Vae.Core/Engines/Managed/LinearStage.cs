using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed;

/// <summary>A linear layer with the activation and dropout that follow it, as the managed engine runs them: in one go.</summary>
internal sealed class LinearStage
{
    public required int Inputs { get; init; }

    public required int Outputs { get; init; }

    public required int WeightOffset { get; init; }

    public required int BiasOffset { get; init; }

    public Activation? Activation { get; private set; }

    public float Slope { get; private set; }

    public float DropoutRate { get; private set; }

    /// <summary>Whether the way back needs a stored derivative; that of a plain ReLU can be read off its output.</summary>
    public bool NeedsDerivative => DropoutRate > 0 || (Activation is not null and not Networks.Activation.ReLU);

    /// <summary>Joins the layers of a plan to stages.</summary>
    public static LinearStage[] Compile(NetworkPlan plan, ParameterLayout layout)
    {
        var stages = new List<LinearStage>();
        foreach (var layer in plan.Layers)
        {
            switch (layer)
            {
                case LinearLayer linear:
                    stages.Add(Of(linear, layout));
                    break;
                case ActivationLayer activation when stages.Count > 0:
                    stages[^1].Activation = activation.Kind;
                    stages[^1].Slope = activation.Slope;
                    break;
                case DropoutLayer dropout when stages.Count > 0:
                    stages[^1].DropoutRate = dropout.Rate;
                    break;
                default:
                    throw new NotSupportedException($"The managed engine cannot run {layer.GetType().Name} here.");
            }
        }

        return [.. stages];
    }

    public static LinearStage Of(LinearLayer layer, ParameterLayout layout) => new()
    {
        Inputs = layer.Inputs,
        Outputs = layer.Outputs,
        WeightOffset = layout[layer.WeightName].Offset,
        BiasOffset = layout[layer.BiasName].Offset,
    };
}
