using Vae.Core.Engines.Managed.Kernels;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>C (+)= A B against three plain loops, over rows, lengths, strides, runs and every width.</summary>
public sealed unsafe class GemmKernelTests
{
    private const int Lanes = 32;
    private const int Gap = 3;

    private static readonly int[] Sizes = [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 1000];

    public static TheoryData<int, int> WidthsAndRows()
    {
        var data = new TheoryData<int, int>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var rows in (int[])[.. Sizes, 4, 12, 13, 25])
            {
                data.Add(bits, rows);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndRows))]
    public void Multiply_RowMajorOperand_EqualsPlainLoops(int bits, int rows)
    {
        foreach (var inner in Sizes.Where(inner => (long)rows * inner <= 33_000))
        {
            Check(bits, rows, inner, rowStride: inner + Gap, kStride: 1, outer: 1, outerStride: 0, accumulate: false);
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndRows))]
    public void Multiply_TransposedOperandAdded_EqualsPlainLoops(int bits, int rows)
    {
        foreach (var inner in Sizes.Where(inner => (long)rows * inner <= 33_000))
        {
            Check(bits, rows, inner, rowStride: 1, kStride: rows + Gap, outer: 1, outerStride: 0, accumulate: true);
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndRows))]
    public void Multiply_RunsOfPanels_EqualsPlainLoops(int bits, int rows)
    {
        foreach (var outer in (int[])[1, 2, 5])
        {
            Check(bits, rows, Lanes, rowStride: Lanes, kStride: 1, outer, outerStride: ((nint)rows * Lanes) + Gap, accumulate: false);
            Check(bits, rows, 7, rowStride: Lanes, kStride: 1, outer, outerStride: ((nint)rows * Lanes) + Gap, accumulate: true);
        }
    }

    private static void Check(int bits, int rows, int inner, nint rowStride, nint kStride, int outer, nint outerStride, bool accumulate)
    {
        var length = (int)((Math.Max(rows - 1, 0) * rowStride) + (Math.Max(inner - 1, 0) * kStride) + ((outer - 1) * outerStride)) + 1;
        var a = GuardedFloats.Normal(length, rows + inner);
        var b = GuardedFloats.Normal(Math.Max(1, outer * inner * Lanes), rows + (3 * inner));
        const int Stride = Lanes + Gap;
        var c = GuardedFloats.Normal(rows * Stride, 5);
        var before = c.ToArray();
        var operand = new GemmKernel.Operand
        {
            A = a.Pointer,
            RowStride = rowStride,
            KStride = kStride,
            Inner = inner,
            Outer = outer,
            OuterStride = outerStride,
        };

        KernelSet.Of(bits).Multiply(operand, rows, b.Pointer, c.Pointer, Stride, accumulate);

        c.AssertFences();
        var place = $"at {bits} bits, M {rows}, K {outer} * {inner}";
        for (var row = 0; row < rows; row++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                double sum = accumulate ? before[(row * Stride) + lane] : 0, magnitude = Math.Abs(sum);
                for (var k = 0; k < outer * inner; k++)
                {
                    var left = a.Pointer[(row * rowStride) + (k % inner * kStride) + (k / inner * outerStride)];
                    var product = (double)left * b.Pointer[(k * Lanes) + lane];
                    sum += product;
                    magnitude += Math.Abs(product);
                }

                // Six roundings of the sum of magnitudes: several times what sums in order of up to 1000 terms show, far below one term.
                var allowed = 4e-7 * magnitude;
                var actual = c[(row * Stride) + lane];
                if (!(Math.Abs(actual - sum) <= allowed))
                {
                    Assert.Fail($"C[{row}, {lane}] is {actual:G9}, by plain loops {sum:G9} {place}.");
                }
            }

            for (var beyond = Lanes; beyond < Stride; beyond++)
            {
                Assert.Equal(before[(row * Stride) + beyond], c[(row * Stride) + beyond]);
            }
        }
    }
}
