using System.Collections.Concurrent;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// The weight gradient of a linear stage for batches that are mostly zeros: each feature by the rows in which it is not zero, over the gradient of the output as rows.
/// The same bits as <see cref="LinearKernels{S, V}.WeightGradient"/>.
/// </summary>
internal sealed unsafe class SparseGradient<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // Rows of so many panels in a tile stay in the first-level cache.
    private const int GroupPanels = 4;

    private readonly LinearStage stage;
    private readonly TiledRows rows;
    private readonly bool[] finite;
    private readonly ConcurrentBag<SparseScratch> spare = [];

    /// <param name="stage">The layer.</param>
    /// <param name="panels">Most panels of a batch.</param>
    /// <param name="threads">Who share its outputs.</param>
    public SparseGradient(LinearStage stage, int panels, int threads)
    {
        this.stage = stage;
        rows = new TiledRows(panels * Panel.Lanes, stage.Outputs, SparseKernel.MostVectors, S.Lanes, threads);
        finite = new bool[panels];
    }

    /// <summary>Takes the gradient of a panel's output, [Outputs, 32].</summary>
    public void Load(int panel, float* dOutput)
    {
        for (var tile = 0; tile < rows.Tiles; tile++)
        {
            rows.Fill(tile, panel * Panel.Lanes, Panel.Lanes, dOutput, Panel.Lanes);
        }

        finite[panel] = SparseNumbers<S, V>.AreFinite(dOutput, (nint)stage.Outputs * Panel.Lanes);
    }

    /// <summary>Whether what was loaded of a panel were numbers: a zero times another would be seen in the dense product.</summary>
    public bool IsFinite(int panel) => finite[panel];

    /// <summary>A thread's share of the layer's gradient over all panels, and the update of those parameters.</summary>
    /// <param name="dOutput">What was loaded, panels one after the other.</param>
    /// <param name="input">The layer's input, panels one after the other.</param>
    /// <param name="masks">Which numbers of it are not zero: a word for each panel and feature.</param>
    /// <param name="panels">Panels in use.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="threads">All of them.</param>
    /// <param name="update">Told what is complete.</param>
    public void WeightShare(float* dOutput, float* input, uint* masks, int panels, int thread, int threads, ParameterUpdate<S, V> update)
    {
        var (firstTile, lastTile) = ((int)((long)rows.Tiles * thread / threads), (int)((long)rows.Tiles * (thread + 1) / threads));
        if (firstTile == lastTile)
        {
            return;
        }

        var (first, last) = (rows.First(firstTile), rows.Last(lastTile - 1));
        var stride = rows.First(lastTile) - first;
        var scratch = spare.TryTake(out var taken) ? taken : new SparseScratch(GroupPanels * Panel.Lanes, rows.Padded);
        var product = scratch.Product.Pointer;
        var weights = update.Gradient + stage.WeightOffset + ((nint)first * stage.Inputs);
        for (var feature = 0; feature < stage.Inputs; feature += Panel.Lanes)
        {
            var count = Math.Min(Panel.Lanes, stage.Inputs - feature);
            Multiply(scratch.Lists(count), product, stride, input, masks, panels, feature, firstTile, lastTile);
            TransposeKernel.Transpose(product, stride, count, last - first, weights + feature, stage.Inputs);
            if (SparseNumbers<S, V>.HasNegativeZero(product, (nint)count * stride))
            {
                Mend(weights, dOutput, input, panels, first, last, feature, count);
            }
        }

        spare.Add(scratch);
        LinearKernels<S, V>.BiasGradient(stage, dOutput, panels, first, last, update.Gradient + stage.BiasOffset);
        update.Complete(stage.WeightOffset + ((nint)first * stage.Inputs), (nint)(last - first) * stage.Inputs, decay: true);
        update.Complete(stage.BiasOffset + first, last - first, decay: false);
    }

    /// <summary>The gradient of neighbouring features' weights, [features, outputs of the tiles].</summary>
    private void Multiply(
        in SparseKernel.Rows lists, float* product, int stride, float* input, uint* masks, int panels, int feature, int firstTile, int lastTile)
    {
        for (var panel = 0; panel < panels; panel += GroupPanels)
        {
            var before = (nint)panel * stage.Inputs;
            NonZeroKernel.ListFeatures(
                input + (before * Panel.Lanes), masks + before, stage.Inputs, Math.Min(GroupPanels, panels - panel), feature, lists);
            for (var tile = firstTile; tile < lastTile; tile++)
            {
                var width = rows.Width(tile);
                SparseKernel.Multiply<S, V>(
                    lists,
                    rows.Of(tile) + ((nint)panel * Panel.Lanes * width),
                    width / S.Lanes,
                    product + (rows.First(tile) - rows.First(firstTile)),
                    stride,
                    accumulate: panel > 0);
            }
        }
    }

    /// <summary>Sums that fell below the smallest float from the negative side: a zero that follows may take their sign.</summary>
    private void Mend(float* weights, float* dOutput, float* input, int panels, int first, int last, int feature, int count)
    {
        for (var output = first; output < last; output++)
        {
            var row = weights + ((nint)(output - first) * stage.Inputs) + feature;
            for (var f = 0; f < count; f++)
            {
                if (!SimdScalar.HasNegativeZero(row[f]))
                {
                    continue;
                }

                row[f] = 0;
                for (var panel = 0; panel < panels; panel++)
                {
                    var left = dOutput + ((((nint)panel * stage.Outputs) + output) * Panel.Lanes);
                    var right = input + ((((nint)panel * stage.Inputs) + feature + f) * Panel.Lanes);
                    row[f] = SparseNumbers<S, V>.Product(left, 1, right, 1, Panel.Lanes, row[f]);
                }
            }
        }
    }
}
