using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>
/// The same for few channels that are written, where vectors along them would be empty: vectors lie along positions that read side by side, as those of a transposed convolution do that are a stride apart.
/// </summary>
internal sealed unsafe class RowPlaneConvolution<S, V> : RowLayer<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerGroup group;
    private readonly PositionClass[] classes;
    private readonly Run[][] runs;
    private readonly PinnedFloats weights;
    private readonly PinnedFloats bias;
    private readonly int taps;

    public RowPlaneConvolution(LayerGroup group, ParameterLayout layout, float* parameters)
        : base(new RowForm(((ConvolutionLayer)group.Layer).To.Channels, ((ConvolutionLayer)group.Layer).To.Positions))
    {
        this.group = group;
        var layer = (ConvolutionLayer)group.Layer;
        var sum = new RowConvolutionWeights(layer, layout, parameters);
        taps = sum.Taps;
        classes = PositionClass.Of(sum.Table, sum, new RowForm(layer.From.Channels, layer.From.Positions), tap => tap);
        runs = [.. classes.Select(RunsOf)];
        weights = new PinnedFloats((long)Output.Channels * taps);
        for (var channel = 0; channel < Output.Channels; channel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                weights.Pointer[((nint)channel * taps) + tap] = sum[channel, tap];
            }
        }

        bias = Keep(Output.Spread(channel => parameters[layout[layer.BiasName].Offset + channel]));
    }

    /// <summary>Whether a layer is better done so: it writes few channels, and neighbours read neighbours.</summary>
    public static bool Suits(ConvolutionLayer layer) =>
        layer.To.Channels < S.Lanes / 2 && (layer is ConvTranspose2dLayer || layer.Stride == 1);

    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            Multiply(input + (row * inputStride), output + (row * outputStride));
            ActivationKernel.ForwardRow<S, V>(group.Activation, group.Slope, output + (row * outputStride), bias.Pointer, bias.Length);
        }
    }

    /// <summary>Positions of a class whose sources follow one another, up to a vector of them.</summary>
    private static Run[] RunsOf(PositionClass positions)
    {
        var found = new List<Run>();
        for (var i = 0; i < positions.Count; i++)
        {
            if (i > 0 && found[^1] is { } last && last.Count < S.Lanes && positions.Sources[i] == positions.Sources[i - 1] + 1)
            {
                found[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                found.Add(new Run(i, 1));
            }
        }

        return [.. found];
    }

    private void Multiply(float* input, float* output)
    {
        var x = stackalloc float*[RowTileKernel.MostPlaces];
        var sums = stackalloc float[RowTileKernel.MostPlaces * 16];
        for (var channel = 0; channel < Output.Channels; channel++)
        {
            var target = output + ((nint)channel * Output.Positions);
            for (var i = 0; i < classes.Length; i++)
            {
                var (positions, parts) = (classes[i], runs[i]);
                for (var first = 0; first < parts.Length; first += RowTileKernel.MostPlaces)
                {
                    var here = parts.AsSpan(first, Math.Min(RowTileKernel.MostPlaces, parts.Length - first));
                    for (var run = 0; run < here.Length; run++)
                    {
                        x[run] = input + positions.Sources[here[run].First];
                    }

                    RowTileKernel.MultiplyAlong<S, V>(x, sums, here.Length, positions.Taps, weights.Pointer + ((nint)channel * taps));
                    for (var run = 0; run < here.Length; run++)
                    {
                        var places = positions.Positions.AsSpan(here[run].First, here[run].Count);
                        for (var place = 0; place < places.Length; place++)
                        {
                            target[places[place]] = sums[(run * S.Lanes) + place];
                        }
                    }
                }
            }
        }
    }

    private readonly record struct Run(int First, int Count);
}
