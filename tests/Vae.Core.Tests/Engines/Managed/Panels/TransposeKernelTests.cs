using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Tests.Engines.Managed.Kernels;

namespace Vae.Core.Tests.Engines.Managed.Panels;

/// <summary>Moves between rows, panels and blocks, element by element.</summary>
public sealed unsafe class TransposeKernelTests
{
    private const int Lanes = 32;

    public static TheoryData<int, int> RowsAndFeatures()
    {
        var data = new TheoryData<int, int>();
        foreach (var rows in (int[])[1, 3, 7, 8, 9, 15, 16, 17, 31, 32])
        {
            foreach (var features in (int[])[1, 3, 8, 17, 31, 32, 33, 65, 1000])
            {
                data.Add(rows, features);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RowsAndFeatures))]
    public void RowsToPanel_EachShape_TransposesAndFillsUpWithZeros(int rows, int features)
    {
        var source = GuardedFloats.Normal(rows * features, 1);
        var panel = GuardedFloats.Normal(features * Lanes, 2);
        var pointers = Pointers(source, rows, features);

        fixed (nint* all = pointers)
        {
            TransposeKernel.RowsToPanel((float**)all, rows, features, panel.Pointer);
        }

        panel.AssertFences();
        for (var f = 0; f < features; f++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                Assert.Equal(lane < rows ? source[(lane * features) + f] : 0, panel[(f * Lanes) + lane]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsAndFeatures))]
    public void RowsToBlocks_EachShape_CutsColumnsIntoBlocks(int rows, int features)
    {
        const int Stride = (Lanes * Lanes) + 64;
        var blockCount = (features + Lanes - 1) / Lanes;
        var source = GuardedFloats.Normal(rows * features, 1);
        var blocks = GuardedFloats.Normal(blockCount * Stride, 2);

        fixed (nint* all = Pointers(source, rows, features))
        {
            TransposeKernel.RowsToBlocks((float**)all, rows, features, blocks.Pointer, Stride);
        }

        blocks.AssertFences();
        AssertBlocks(blocks, features, (row, f) => row < rows ? source[(row * features) + f] : 0, Stride);
    }

    [Theory]
    [MemberData(nameof(RowsAndFeatures))]
    public void PanelToRows_EachShape_TransposesBack(int rows, int features)
    {
        var panel = GuardedFloats.Normal(features * Lanes, 1);
        var stride = features + 5;
        var destination = GuardedFloats.Normal(rows * stride, 2);
        var before = destination.ToArray();

        TransposeKernel.PanelToRows(panel.Pointer, features, rows, destination.Pointer, stride);

        destination.AssertFences();
        for (var i = 0; i < before.Length; i++)
        {
            var f = i % stride;
            Assert.Equal(f < features ? panel[(f * Lanes) + (i / stride)] : before[i], destination[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void PanelToBlocks_EachLength_CutsColumnsIntoBlocks(int features)
    {
        const int Stride = (Lanes * Lanes) + 64;
        var panel = GuardedFloats.Normal(features * Lanes, 1);
        var blocks = GuardedFloats.Normal((features + Lanes - 1) / Lanes * Stride, 2);

        TransposeKernel.PanelToBlocks(panel.Pointer, features, blocks.Pointer, Stride);

        blocks.AssertFences();
        AssertBlocks(blocks, features, (row, f) => panel[(f * Lanes) + row], Stride);
    }

    private static void AssertBlocks(GuardedFloats blocks, int features, Func<int, int, float> expected, int stride)
    {
        for (var f = 0; f < (features + Lanes - 1) / Lanes * Lanes; f++)
        {
            for (var row = 0; row < Lanes; row++)
            {
                Assert.Equal(f < features ? expected(row, f) : 0, blocks[(f / Lanes * stride) + (row * Lanes) + (f % Lanes)]);
            }
        }
    }

    private static nint[] Pointers(GuardedFloats source, int rows, int features) =>
        [.. Enumerable.Range(0, rows).Select(row => (nint)(source.Pointer + (row * features)))];
}
