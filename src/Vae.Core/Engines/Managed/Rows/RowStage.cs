using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>
/// A linear map of a single row with the activation after it. Its weights are kept transposed, [inputs][outputs], outputs filled up to whole vectors, so
/// that one vector holds neighbouring outputs and nothing is summed across lanes.
/// </summary>
internal sealed unsafe class RowStage
{
    private readonly PinnedFloats weights;
    private readonly PinnedFloats bias;
    private readonly Lazy<(PinnedIntegers Sources, PinnedIntegers Weights)> taps;

    public RowStage(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int inputs, int outputs, Activation? activation, float slope)
    {
        Inputs = inputs;
        Outputs = outputs;
        Padded = Pad(outputs);
        Activation = activation;
        Slope = slope;
        this.weights = new PinnedFloats((long)inputs * Padded);
        this.bias = new PinnedFloats(Padded);
        bias.CopyTo(this.bias.Span);
        taps = new(() => (new PinnedIntegers([.. Enumerable.Range(0, inputs)]), new PinnedIntegers([.. Enumerable.Range(0, inputs).Select(i => i * Padded)])));
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                this.weights.Pointer[((nint)i * Padded) + o] = weights[(o * inputs) + i];
            }
        }
    }

    /// <summary>Of a layer with these parameters.</summary>
    public static RowStage Of(LinearStage stage, PinnedFloats parameters) => new(
        parameters.Span.Slice(stage.WeightOffset, stage.Outputs * stage.Inputs),
        parameters.Span.Slice(stage.BiasOffset, stage.Outputs),
        stage.Inputs,
        stage.Outputs,
        stage.Activation,
        stage.Slope);

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Outputs, filled up to a multiple of the widest vector.</summary>
    public int Padded { get; }

    public Activation? Activation { get; }

    public float Slope { get; }

    public float* Bias => bias.Pointer;

    public static int Pad(int count) => (count + 15) & ~15;

    /// <summary>
    /// output = W input, without bias. Sums run over the inputs in order, as they do for panels: a row gets the same bits alone as among others.
    /// </summary>
    public void Multiply<S, V>(float* input, float* output)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        var o = 0;
        for (; o + (4 * lanes) <= Padded; o += 4 * lanes)
        {
            var c0 = S.Broadcast(0);
            var c1 = c0;
            var c2 = c0;
            var c3 = c0;
            var w = weights.Pointer + o;
            for (var i = 0; i < Inputs; i++)
            {
                var x = S.Broadcast(input[i]);
                c0 = S.MultiplyAdd(x, S.Load(w), c0);
                c1 = S.MultiplyAdd(x, S.Load(w + lanes), c1);
                c2 = S.MultiplyAdd(x, S.Load(w + (2 * lanes)), c2);
                c3 = S.MultiplyAdd(x, S.Load(w + (3 * lanes)), c3);
                w += Padded;
            }

            S.Store(c0, output + o);
            S.Store(c1, output + o + lanes);
            S.Store(c2, output + o + (2 * lanes));
            S.Store(c3, output + o + (3 * lanes));
        }

        for (; o < Padded; o += lanes)
        {
            var c = S.Broadcast(0);
            var w = weights.Pointer + o;
            for (var i = 0; i < Inputs; i++)
            {
                c = S.MultiplyAdd(S.Broadcast(input[i]), S.Load(w), c);
                w += Padded;
            }

            S.Store(c, output + o);
        }
    }

    /// <summary>The same for several rows, up to eight of which share each load of the weights.</summary>
    /// <param name="input">The first row.</param>
    /// <param name="inputStride">Floats to the next.</param>
    /// <param name="output">Where the first goes.</param>
    /// <param name="outputStride">Floats to the next.</param>
    /// <param name="rows">Rows, 1 or more.</param>
    public void Multiply<S, V>(float* input, nint inputStride, float* output, nint outputStride, int rows)
        where S : struct, ISimd<V>
        where V : struct
    {
        var x = stackalloc float*[RowTileKernel.MostPlaces];
        var y = stackalloc float*[RowTileKernel.MostPlaces];
        var sum = new RowTileKernel.Taps(taps.Value.Sources.Pointer, taps.Value.Weights.Pointer, Inputs);
        for (var first = 0; first < rows; first += RowTileKernel.MostPlaces)
        {
            var places = Math.Min(RowTileKernel.MostPlaces, rows - first);
            for (var o = 0; o < Padded; o += 2 * S.Lanes)
            {
                for (var place = 0; place < places; place++)
                {
                    x[place] = input + ((first + place) * inputStride);
                    y[place] = output + ((first + place) * outputStride) + o;
                }

                RowTileKernel.Multiply<S, V>(x, y, places, sum, weights.Pointer + o, o + S.Lanes < Padded ? 2 : 1);
            }
        }
    }
}
