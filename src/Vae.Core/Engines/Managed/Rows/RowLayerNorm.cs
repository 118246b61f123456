using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Layer normalisation, and its activation; sums run over the numbers in their order.</summary>
internal sealed unsafe class RowLayerNorm<S, V> : RowLayer<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerGroup group;
    private readonly PinnedFloats weight;
    private readonly PinnedFloats bias;
    private readonly int features;

    public RowLayerNorm(LayerGroup group, ParameterLayout layout, float* parameters)
        : base(new RowForm(group.Layer.Outputs, 1))
    {
        this.group = group;
        features = group.Layer.Outputs;
        var layer = (LayerNormLayer)group.Layer;
        weight = Keep(new ReadOnlySpan<float>(parameters + layout[layer.WeightName].Offset, features));
        bias = Keep(new ReadOnlySpan<float>(parameters + layout[layer.BiasName].Offset, features));
    }

    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            Normalize(input + (row * inputStride), output + (row * outputStride));
            ActivationKernel.ForwardRow<S, V>(group.Activation, group.Slope, output + (row * outputStride), bias.Pointer, bias.Length);
        }
    }

    private void Normalize(float* input, float* output)
    {
        var share = 1f / features;
        var sum = 0f;
        for (var f = 0; f < features; f++)
        {
            sum += input[f];
        }

        var mean = sum * share;
        var squares = 0f;
        for (var f = 0; f < features; f++)
        {
            var d = input[f] - mean;
            squares = float.MultiplyAddEstimate(d, d, squares);
        }

        var inverse = 1 / MathF.Sqrt(float.MultiplyAddEstimate(squares, share, LayerNormLayer.Epsilon));
        var (m, n) = (S.Broadcast(mean), S.Broadcast(inverse));
        for (var f = 0; f < weight.Length; f += S.Lanes)
        {
            S.Store(S.Multiply(S.Multiply(S.Subtract(S.Load(input + f), m), n), S.Load(weight.Pointer + f)), output + f);
        }
    }
}
