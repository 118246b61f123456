using Vae.Core.Networks;
using Vae.Torch.Sessions;

namespace Vae.Torch.Networks;

/// <summary>A stack of planned layers as libtorch's operators. This is the place where a new kind of layer gets its operator.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly TorchParameters parameters;
    private readonly LayerPlan[] layers;
    private readonly int firstMask;
    private readonly ComputeContext context;
    private readonly Dictionary<float, Scalar> slopes = [];

    /// <param name="plan">The layers.</param>
    /// <param name="parameters">Where their parameters are.</param>
    /// <param name="firstMask">Dropout layers of the model before this stack.</param>
    /// <param name="context">Where to compute.</param>
    /// <exception cref="NotSupportedException">A layer or an activation has no operator here.</exception>
    public TorchNetwork(NetworkPlan plan, TorchParameters parameters, int firstMask, ComputeContext context)
    {
        this.parameters = parameters;
        this.firstMask = firstMask;
        this.context = context;
        layers = [.. plan.Layers];
        foreach (var layer in layers)
        {
            ThrowIfUnknown(layer);
        }

        foreach (var slope in layers.OfType<ActivationLayer>().Select(layer => layer.Slope).Distinct())
        {
            slopes.Add(slope, slope.ToScalar());
        }
    }

    /// <summary>Applies the layers to rows [rows, inputs] in single precision; the result is [rows, outputs] in the network's own type.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="masks">Mask of each dropout layer [rows, size], by its number in the model; null where nothing is dropped.</param>
    public Tensor Train(Tensor input, Func<int, Tensor>? masks)
    {
        var value = context.NetworkType == input.dtype ? input : input.to(context.NetworkType);
        var mask = firstMask;
        foreach (var layer in layers)
        {
            value = layer is DropoutLayer ? (masks is null ? value : value.mul(masks(mask++))) : Apply(layer, value, parameters.Computed, inPlace: !ReferenceEquals(value, input));
        }

        return value;
    }

    /// <summary>Applies the layers in single precision and without dropout; each value on the way is disposed as soon as the next is there.</summary>
    public Tensor Infer(Tensor input)
    {
        var value = input;
        foreach (var layer in layers)
        {
            var next = layer is DropoutLayer ? value : Apply(layer, value, parameters.Exact, inPlace: !ReferenceEquals(value, input));
            if (!ReferenceEquals(next, value) && !ReferenceEquals(value, input))
            {
                value.Dispose();
            }

            value = next;
        }

        return value;
    }

    /// <summary>W x + b of a layer outside the stacks.</summary>
    public static Tensor Linear(LinearLayer layer, Tensor input, Func<string, Tensor> parameter) =>
        torch.nn.functional.linear(input, parameter(layer.WeightName), parameter(layer.BiasName));

    public void Dispose()
    {
        foreach (var slope in slopes.Values)
        {
            slope.Dispose();
        }
    }

    private Tensor Apply(LayerPlan layer, Tensor value, Func<string, Tensor> parameter, bool inPlace) => layer switch
    {
        LinearLayer linear => Linear(linear, value, parameter),
        ActivationLayer activation => Activate(activation, value, inPlace),
        _ => throw Unknown(layer),
    };

    // In place, which saves a pass over memory, where the way back needs the result alone. SiLU and GELU need what went in.
    private Tensor Activate(ActivationLayer layer, Tensor value, bool inPlace) => layer.Kind switch
    {
        Activation.ReLU => inPlace ? value.relu_() : value.relu(),
        Activation.LeakyReLU => inPlace ? value.leaky_relu_(slopes[layer.Slope]) : value.leaky_relu(slopes[layer.Slope]),
        Activation.Tanh => inPlace ? value.tanh_() : value.tanh(),
        Activation.SiLU => value.silu(),
        Activation.GELU => value.gelu(),
        _ => throw Unknown(layer),
    };

    private static void ThrowIfUnknown(LayerPlan layer)
    {
        if (layer is not (LinearLayer or DropoutLayer) && !(layer is ActivationLayer activation && Enum.IsDefined(activation.Kind)))
        {
            throw Unknown(layer);
        }
    }

    private static NotSupportedException Unknown(LayerPlan layer) =>
        new($"The torch engine has no operator for {layer}; train this network with Engine.Name = managed.");
}
