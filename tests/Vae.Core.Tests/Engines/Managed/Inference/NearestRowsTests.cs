using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;
using Vae.Core.Statistics;
using Vae.Core.Tests.Engines.Managed.Kernels;

namespace Vae.Core.Tests.Engines.Managed.Inference;

/// <summary>The k-th nearest reference against a plain sort, over counts that leave groups and blocks with a rest, and among references that are equally near.</summary>
public sealed unsafe class NearestRowsTests
{
    private const int Width = 5;

    public static TheoryData<int, int> CountsAndNeighbours()
    {
        var data = new TheoryData<int, int>();
        foreach (var count in (int[])[1, 2, 7, 15, 16, 17, 95, 96, 97, 113, 1024, 1025])
        {
            foreach (var neighbours in (int[])[1, 2, 5, 16, 40])
            {
                data.Add(count, neighbours);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CountsAndNeighbours))]
    public void Find_WholeNumbers_GivesTheEarlierOfThoseEquallyNear(int count, int neighbours)
    {
        foreach (var bits in KernelSet.Supported)
        {
            Check(bits, count, neighbours);
        }
    }

    private static void Check(int bits, int count, int neighbours)
    {
        switch ((VectorWidth)bits)
        {
            case VectorWidth.Bits512: Check<Simd512, Vector512<float>>(count, neighbours); break;
            case VectorWidth.Bits256: Check<Simd256, Vector256<float>>(count, neighbours); break;
            case VectorWidth.Bits128: Check<Simd128, Vector128<float>>(count, neighbours); break;
            default: Check<SimdScalar, float>(count, neighbours); break;
        }
    }

    private static void Check<S, V>(int count, int neighbours)
        where S : struct, ISimd<V>
        where V : struct
    {
        // Small whole numbers: every distance is exact, and many are the same.
        var random = new Random(count);
        float[] references = [.. Enumerable.Range(0, count * Width).Select(_ => (float)random.Next(-3, 4))];
        var nearest = new NearestRows<S, V>(references, Width, neighbours);
        var panel = new PinnedFloats(Width * Panel.Lanes);
        foreach (ref var value in panel.Span)
        {
            value = random.Next(-3, 4);
        }

        var products = new PinnedFloats(nearest.PanelProducts);
        var (single, row) = (new PinnedFloats(nearest.RowProducts), new PinnedFloats(Width));
        foreach (var lanes in (int[])[1, 19, Panel.Lanes])
        {
            var (found, distances) = (new int[Panel.Lanes], new float[Panel.Lanes]);
            nearest.Find(panel.Pointer, null, products.Pointer, lanes, found);
            nearest.Distances(panel.Pointer, null, products.Pointer, lanes, distances);
            for (var lane = 0; lane < lanes; lane++)
            {
                for (var d = 0; d < Width; d++)
                {
                    row.Pointer[d] = panel.Pointer[(d * Panel.Lanes) + lane];
                }

                var expected = Enumerable.Range(0, count).OrderBy(i => Distance(references, i, row.Span)).ElementAt(Math.Min(neighbours, count) - 1);
                Assert.Equal(expected, found[lane]);
                Assert.Equal(Distance(references, expected, row.Span), distances[lane]);
                Assert.Equal(distances[lane], nearest.Distance(row.Pointer, single.Pointer));
            }
        }
    }

    private static float Distance(float[] references, int number, Span<float> row)
    {
        var sum = 0f;
        for (var d = 0; d < Width; d++)
        {
            var difference = row[d] - references[(number * Width) + d];
            sum += difference * difference;
        }

        return sum;
    }
}
