using Vae.Core.Networks;
using Vae.Torch.Convolutions;
using Vae.Torch.Tensors;

namespace Vae.Torch.Networks;

/// <summary>A stack of planned layers.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly LayerPlan[] layers;
    private readonly LayerOperators operators;
    private readonly int firstMask;
    private readonly ComputeContext context;

    /// <param name="plan">The layers.</param>
    /// <param name="parameters">Where their parameters are.</param>
    /// <param name="firstMask">Dropout layers of the model before this stack.</param>
    /// <param name="context">Where to compute.</param>
    /// <exception cref="NotSupportedException">A layer or an activation has no operator here.</exception>
    /// <exception cref="Vae.Core.EngineException">Convolutions cannot be had right on this processor.</exception>
    public TorchNetwork(NetworkPlan plan, TorchParameters parameters, int firstMask, ComputeContext context)
    {
        this.firstMask = firstMask;
        this.context = context;
        layers = [.. plan.Layers];
        foreach (var layer in layers)
        {
            LayerOperators.ThrowIfUnknown(layer);
        }

        var choice = ConvolutionChoice.For(context, layers);
        context.Remark ??= choice.Reason;
        operators = new LayerOperators(parameters, layers, choice.Convolutions);
        Widest = layers.Select(layer => Math.Max(Math.Max(layer.Inputs, layer.Outputs), layer is ConvolutionLayer convolution ? choice.Convolutions.NumbersBeside(convolution) : 0))
            .DefaultIfEmpty(1)
            .Max();
    }

    /// <summary>Numbers of the widest value on the way through, a row.</summary>
    public long Widest { get; }

    /// <summary>Applies the layers to rows [rows, inputs] in single precision; the result is [rows, outputs] in the network's own type.</summary>
    public Tensor Train(Tensor input, Pass pass)
    {
        var value = context.NetworkType == torch.ScalarType.Float32 ? input : input.to(context.NetworkType);
        var isOurs = false;
        var mask = firstMask;
        foreach (var layer in layers)
        {
            value = layer switch
            {
                DropoutLayer when pass.Masks is null => value,
                DropoutLayer => value.mul(pass.Masks(mask++).view_as(value)),
                _ => operators.Apply(layer, value, pass, isOurs),
            };

            // A view of the caller's rows is still the caller's.
            isOurs |= layer is not ReshapeLayer;
        }

        return value;
    }

    /// <summary>Applies the layers as after training; each value on the way is disposed as soon as the next is there.</summary>
    public Tensor Infer(Tensor input)
    {
        var value = input;
        var isOurs = false;
        foreach (var layer in layers)
        {
            if (layer is DropoutLayer)
            {
                continue;
            }

            var next = operators.Apply(layer, value, Pass.Inference, isOurs);
            isOurs |= layer is not ReshapeLayer;
            if (!ReferenceEquals(next, value) && !ReferenceEquals(value, input))
            {
                value.Dispose();
            }

            value = next;
        }

        return value;
    }

    public void Dispose() => operators.Dispose();
}
