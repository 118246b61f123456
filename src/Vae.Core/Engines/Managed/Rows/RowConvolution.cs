using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>
/// A convolution, or a transposed one, and its activation, with vectors along the channels that are written. Positions that the same taps reach form a class and are computed up to eight at a time, so that each
/// vector of weights is loaded once for them.
/// </summary>
internal sealed unsafe class RowConvolution<S, V> : RowLayer<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerGroup group;
    private readonly PositionClass[] classes;
    private readonly PinnedFloats weights;
    private readonly PinnedFloats bias;
    private readonly int padded;
    private readonly int blockLength;

    public RowConvolution(LayerGroup group, ParameterLayout layout, float* parameters, RowForm input)
        : base(OutputOf((ConvolutionLayer)group.Layer))
    {
        this.group = group;
        var layer = (ConvolutionLayer)group.Layer;
        padded = Output.Padded;
        var sum = new RowConvolutionWeights(layer, layout, parameters);
        classes = PositionClass.Of(sum.Table, sum, input, tap => tap * 2 * S.Lanes);
        blockLength = sum.Taps * 2 * S.Lanes;
        weights = Blocks(sum);
        bias = Keep(Output.Spread(channel => parameters[layout[layer.BiasName].Offset + channel]));
    }

    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            Multiply(input + (row * inputStride), output + (row * outputStride));
            ActivationKernel.ForwardRow<S, V>(group.Activation, group.Slope, output + (row * outputStride), bias.Pointer, bias.Length);
        }
    }

    private static RowForm OutputOf(ConvolutionLayer layer) => new(layer.To.Channels, layer.To.Positions, RowStage.Pad(layer.To.Channels));

    /// <summary>Two vectors of channels a block, tap after tap: what a tile reads lies in one piece.</summary>
    private PinnedFloats Blocks(RowConvolutionWeights sum)
    {
        var width = 2 * S.Lanes;
        var blocks = new PinnedFloats((long)(padded + width - 1) / width * blockLength);
        for (var channel = 0; channel < Output.Channels; channel++)
        {
            for (var tap = 0; tap < sum.Taps; tap++)
            {
                blocks.Pointer[((nint)(channel / width) * blockLength) + (tap * width) + (channel % width)] = sum[channel, tap];
            }
        }

        return blocks;
    }

    private void Multiply(float* input, float* output)
    {
        var x = stackalloc float*[RowTileKernel.MostPlaces];
        var y = stackalloc float*[RowTileKernel.MostPlaces];
        var block = weights.Pointer;
        for (var channel = 0; channel < padded; channel += 2 * S.Lanes, block += blockLength)
        {
            var vectors = channel + S.Lanes < padded ? 2 : 1;
            foreach (var positions in classes)
            {
                for (var first = 0; first < positions.Count; first += RowTileKernel.MostPlaces)
                {
                    var places = Math.Min(RowTileKernel.MostPlaces, positions.Count - first);
                    for (var place = 0; place < places; place++)
                    {
                        x[place] = input + positions.Sources[first + place];
                        y[place] = output + ((nint)positions.Positions[first + place] * padded) + channel;
                    }

                    RowTileKernel.Multiply<S, V>(x, y, places, positions.Taps, block, vectors);
                }
            }
        }
    }
}
