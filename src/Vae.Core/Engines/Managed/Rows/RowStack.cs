using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>A network as single rows go through it.</summary>
internal sealed unsafe class RowStack<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly RowLayer<S, V>[] layers;

    public RowStack(NetworkPlan plan, ParameterLayout layout, PinnedFloats parameters)
    {
        var made = new List<RowLayer<S, V>>();
        foreach (var group in LayerGroup.Of(plan))
        {
            Add(made, group, layout, parameters);
        }

        TurnBack(made);
        layers = [.. made];
        Widest = layers.Select(layer => RowStage.Pad(layer.Output.Length)).DefaultIfEmpty(0).Max();
    }

    /// <summary>Most floats that a layer puts out a row, in whole vectors.</summary>
    public int Widest { get; }

    /// <summary>Takes rows through.</summary>
    /// <param name="input">The first row.</param>
    /// <param name="inputStride">Floats to the next.</param>
    /// <param name="first">Room for the widest layer's output of each row and slack behind it; may be the input.</param>
    /// <param name="second">The same; not the input.</param>
    /// <param name="stride">Floats from a row to the next in the two.</param>
    /// <param name="rows">Rows, 1 or more.</param>
    /// <returns>What comes out: one of the two rooms, or the input where there are no layers.</returns>
    public float* Forward(float* input, nint inputStride, float* first, float* second, nint stride, int rows)
    {
        foreach (var layer in layers)
        {
            var output = input == first ? second : first;
            layer.Apply(input, inputStride, output, stride, rows);
            input = output;
            inputStride = stride;
        }

        return input;
    }

    private static void Add(List<RowLayer<S, V>> made, LayerGroup group, ParameterLayout layout, PinnedFloats parameters)
    {
        switch (group.Layer)
        {
            case LinearLayer:
                TurnBack(made);
                made.Add(new RowLinear<S, V>(RowStage.Of(LinearStage.Of(group, layout), parameters)));
                break;
            case ConvolutionLayer layer when RowPlaneConvolution<S, V>.Suits(layer):
                TurnBack(made);
                made.Add(new RowPlaneConvolution<S, V>(group, layout, parameters.Pointer));
                break;
            case ConvolutionLayer layer:
                made.Add(new RowConvolution<S, V>(group, layout, parameters.Pointer, Form(made, layer.From.Channels, layer.From.Positions)));
                break;
            case BatchNormLayer layer:
                made.Add(new RowBatchNorm<S, V>(group, layout, parameters.Pointer, Form(made, layer.Channels, layer.Positions)));
                break;
            case LayerNormLayer:
                TurnBack(made);
                made.Add(new RowLayerNorm<S, V>(group, layout, parameters.Pointer));
                break;
            default:
                throw new NotSupportedException($"The managed engine cannot run {group.Layer.GetType().Name}.");
        }
    }

    /// <summary>How the next layer's row lies, which is of so many channels.</summary>
    private static RowForm Form(List<RowLayer<S, V>> made, int channels, int positions) =>
        made.Count > 0 && !made[^1].Output.IsByChannel ? made[^1].Output : new RowForm(channels, positions);

    private static void TurnBack(List<RowLayer<S, V>> made)
    {
        if (made.Count > 0 && !made[^1].Output.IsByChannel)
        {
            made.Add(new RowTurn<S, V>(made[^1].Output));
        }
    }
}
