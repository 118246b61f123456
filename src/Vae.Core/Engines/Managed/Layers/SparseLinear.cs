using System.Collections.Concurrent;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// A linear stage's way forward for panels that are mostly zeros, such as pictures with a background, levels of columns and bags of words: each row by its non-zeros, over transposed weights.
/// The same bits as <see cref="LinearKernels{S, V}.Forward"/>.
/// </summary>
internal sealed unsafe class SparseLinear<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // So many rows of the widest tile's weights are 56 KB, of which the rows that a panel needs mostly stay in the first-level cache where a fifth of it are no zeros.
    private const int Block = 112;
    private const int LargestBlock = 1024;

    private readonly LinearStage stage;
    private readonly TiledRows weights;
    private readonly bool[] finite;
    private readonly ConcurrentBag<SparseScratch> spare = [];

    /// <param name="stage">The layer, one that <see cref="Serves"/> says yes to.</param>
    /// <param name="threads">Who share the work of <see cref="Load"/>.</param>
    public SparseLinear(LinearStage stage, int threads)
    {
        this.stage = stage;
        weights = new TiledRows(stage.Inputs, stage.Outputs, SparseKernel.MostVectors, S.Lanes, threads);
        finite = new bool[weights.Tiles];
    }

    /// <summary>Whether all weights were numbers when they were loaded: a zero times another would be seen in the dense product.</summary>
    public bool IsFinite => Array.TrueForAll(finite, tile => tile);

    /// <summary>Whether a layer is large enough for zeros to be looked for.</summary>
    public static bool Serves(LinearStage stage) => S.Lanes > 1 && stage.Inputs >= 64 && stage.Outputs >= TiledRows.Unit;

    /// <summary>Up to how many numbers of a panel that are not zero are multiplied one by one in less time than all in their order take.</summary>
    public static int MostNonZeros(int features) => (int)(0.35 * features * Panel.Lanes);

    /// <summary>Takes a thread's share of the weights as they are now.</summary>
    public void Load(float* parameters, int thread, int threads)
    {
        for (var tile = thread; tile < weights.Tiles; tile += threads)
        {
            weights.Fill(tile, 0, stage.Inputs, parameters + stage.WeightOffset, stage.Inputs);
            finite[tile] = SparseNumbers<S, V>.AreFinite(weights.Of(tile), (nint)weights.Rows * weights.Width(tile));
        }
    }

    /// <summary>output = f(W input + b) for one panel.</summary>
    /// <param name="parameters">The parameters whose weights were loaded.</param>
    /// <param name="input">[Inputs, 32].</param>
    /// <param name="masks">Which numbers of it are not zero.</param>
    /// <param name="nonZeros">How many they are.</param>
    /// <param name="output">Receives [Outputs, 32].</param>
    /// <param name="derivative">Receives f' in the same layout; null where it is not wanted.</param>
    public void Forward(float* parameters, float* input, uint* masks, int nonZeros, float* output, float* derivative)
    {
        // Where there are fewer, more features share the cache, and each list stays long enough to be worth the while.
        var block = Math.Clamp((int)((long)Block * stage.Inputs * Panel.Lanes / (5L * Math.Max(1, nonZeros))), Block, LargestBlock);
        var scratch = spare.TryTake(out var taken) ? taken : new SparseScratch(Math.Min(stage.Inputs, LargestBlock), weights.Padded);
        var lists = scratch.Lists(Panel.Lanes);
        var product = scratch.Product.Pointer;
        for (var first = 0; first < stage.Inputs; first += block)
        {
            NonZeroKernel.ListRows(input, masks, first, Math.Min(stage.Inputs, first + block), lists);
            for (var tile = 0; tile < weights.Tiles; tile++)
            {
                var width = weights.Width(tile);
                SparseKernel.Multiply<S, V>(
                    lists, weights.Of(tile) + ((nint)first * width), width / S.Lanes, product + weights.First(tile), weights.Padded, accumulate: first > 0);
            }
        }

        TransposeKernel.Transpose(product, weights.Padded, Panel.Lanes, stage.Outputs, output, Panel.Lanes);
        if (SparseNumbers<S, V>.HasNegativeZero(product, Panel.Lanes * weights.Padded))
        {
            Mend(parameters + stage.WeightOffset, input, output);
        }

        spare.Add(scratch);
        ActivationKernel.Forward<S, V>(stage.Activation, stage.Slope, output, parameters + stage.BiasOffset, stage.Outputs, derivative);
    }

    /// <summary>Sums that fell below the smallest float from the negative side: a zero that follows may take their sign.</summary>
    private void Mend(float* w, float* input, float* output)
    {
        for (var i = 0; i < stage.Outputs * Panel.Lanes; i++)
        {
            if (SimdScalar.HasNegativeZero(output[i]))
            {
                var row = w + ((nint)(i / Panel.Lanes) * stage.Inputs);
                output[i] = SparseNumbers<S, V>.Product(row, 1, input + (i % Panel.Lanes), Panel.Lanes, stage.Inputs, 0);
            }
        }
    }
}
