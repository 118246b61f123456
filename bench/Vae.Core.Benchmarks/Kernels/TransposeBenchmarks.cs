using BenchmarkDotNet.Attributes;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Benchmarks.Kernels;

/// <summary>Between row-major rows, panels and the blocks of the weight gradient: 32 rows, read and written once.</summary>
public unsafe class TransposeBenchmarks : IMeasuredWork
{
    private PinnedFloats rows = null!;
    private PinnedFloats panel = null!;
    private PinnedFloats blocks = null!;

    /// <summary>Features of the tab and the img net.</summary>
    [Params(30, 784)]
    public int Features { get; set; }

    /// <inheritdoc/>
    public Work WorkOf(string method) => Work.Bytes(2.0 * sizeof(float) * Features * Panel.Lanes);

    /// <summary>Makes rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        rows = Buffers.Random(Features * Panel.Lanes, seed: 1);
        panel = Buffers.Random(Features * Panel.Lanes, seed: 2);
        blocks = new PinnedFloats((Features + Panel.Lanes - 1) / Panel.Lanes * Panel.Lanes * Panel.Lanes);
    }

    /// <summary>Rows at addresses of their own, as a shuffled batch has them, to a panel.</summary>
    [Benchmark]
    public void RowsToPanel()
    {
        var pointers = stackalloc float*[Panel.Lanes];
        TransposeKernel.RowsToPanel(Scattered(pointers), Panel.Lanes, Features, panel.Pointer);
    }

    /// <summary>The same rows to blocks.</summary>
    [Benchmark]
    public void RowsToBlocks()
    {
        var pointers = stackalloc float*[Panel.Lanes];
        TransposeKernel.RowsToBlocks(Scattered(pointers), Panel.Lanes, Features, blocks.Pointer, Panel.Lanes * Panel.Lanes);
    }

    /// <summary>A panel to rows.</summary>
    [Benchmark]
    public void PanelToRows() => TransposeKernel.PanelToRows(panel.Pointer, Features, Panel.Lanes, rows.Pointer, Features);

    /// <summary>A panel to blocks.</summary>
    [Benchmark]
    public void PanelToBlocks() => TransposeKernel.PanelToBlocks(panel.Pointer, Features, blocks.Pointer, Panel.Lanes * Panel.Lanes);

    private float** Scattered(float** pointers)
    {
        for (var lane = 0; lane < Panel.Lanes; lane++)
        {
            // 13 and 32 have no common divisor: every row once, none beside its neighbour.
            pointers[lane] = rows.Pointer + (lane * 13 % Panel.Lanes * Features);
        }

        return pointers;
    }
}
