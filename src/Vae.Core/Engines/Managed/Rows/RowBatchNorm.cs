using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Batch normalisation by running statistics, and its activation: each number by itself, in whatever form.</summary>
internal sealed unsafe class RowBatchNorm<S, V> : RowLayer<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerGroup group;
    private readonly PinnedFloats mean;
    private readonly PinnedFloats scale;
    private readonly PinnedFloats bias;

    public RowBatchNorm(LayerGroup group, ParameterLayout layout, float* parameters, RowForm input)
        : base(input)
    {
        this.group = group;
        var layer = (BatchNormLayer)group.Layer;
        float Of(string name, int channel) => parameters[layout[name].Offset + channel];
        mean = Keep(input.Spread(channel => Of(layer.RunningMeanName, channel)));
        scale = Keep(input.Spread(channel => Of(layer.WeightName, channel) / MathF.Sqrt(Of(layer.RunningVarianceName, channel) + BatchNormLayer.Epsilon)));
        bias = Keep(input.Spread(channel => Of(layer.BiasName, channel)));
    }

    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var from = input + (row * inputStride);
            var to = output + (row * outputStride);
            for (var i = 0; i < mean.Length; i += S.Lanes)
            {
                S.Store(S.Multiply(S.Subtract(S.Load(from + i), S.Load(mean.Pointer + i)), S.Load(scale.Pointer + i)), to + i);
            }

            ActivationKernel.ForwardRow<S, V>(group.Activation, group.Slope, to, bias.Pointer, bias.Length);
        }
    }
}
