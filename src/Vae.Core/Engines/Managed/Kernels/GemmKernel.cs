using System.Runtime.CompilerServices;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// C[M, 32] (+)= A[M, K] * B[K, 32], the one product that forward, backward and weight gradient are made of.
/// <para>A is read one float at a time through free strides (weights, transposed weights, or gradients of a panel);
/// B is always K contiguous rows of 32 floats. K may come in <c>outer</c> runs of <c>inner</c> (panels of a batch): element k of run u
/// of row r is <c>a[r * rowStride + k * kStride + u * outerStride]</c>.</para>
/// <para>Twelve rows by two vectors of C stay in registers where there are 32 of them, four by two elsewhere.</para>
/// </summary>
internal static unsafe class GemmKernel
{
    /// <summary>Rows of C kept in registers by the wide tile.</summary>
    public const int WideRows = 12;

    /// <summary>Rows of C kept in registers by the narrow tile.</summary>
    public const int NarrowRows = 4;

    /// <summary>Operand A and the extent of K.</summary>
    public readonly struct Operand
    {
        public required float* A { get; init; }

        public required nint RowStride { get; init; }

        public required nint KStride { get; init; }

        public required int Inner { get; init; }

        public int Outer { get; init; } = 1;

        public nint OuterStride { get; init; }

        public Operand()
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Operand Row(int row) => new()
        {
            A = A + (row * RowStride),
            RowStride = RowStride,
            KStride = KStride,
            Inner = Inner,
            Outer = Outer,
            OuterStride = OuterStride,
        };
    }

    /// <summary>Multiplies all <paramref name="rows"/> rows of A with one block of B.</summary>
    /// <param name="operand">A and the extent of K.</param>
    /// <param name="rows">M.</param>
    /// <param name="b">B: Outer * Inner rows of 32 floats.</param>
    /// <param name="c">C: row r at <c>c + r * cStride</c>.</param>
    /// <param name="cStride">Floats between rows of C.</param>
    /// <param name="accumulate">Whether to add to C instead of replacing it.</param>
    public static void Multiply<S, V>(in Operand operand, int rows, float* b, float* c, nint cStride, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        var row = 0;
        if (S.Lanes == 16)
        {
            for (; row + WideRows <= rows; row += WideRows)
            {
                Wide<S, V>(operand.Row(row), b, c + (row * cStride), cStride, accumulate);
            }
        }

        for (; row + NarrowRows <= rows; row += NarrowRows)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += 2 * S.Lanes)
            {
                Narrow<S, V>(operand.Row(row), b + lane, c + (row * cStride) + lane, cStride, accumulate);
            }
        }

        for (; row < rows; row++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += 2 * S.Lanes)
            {
                Single<S, V>(operand.Row(row), b + lane, c + (row * cStride) + lane, accumulate);
            }
        }
    }

    private static void Wide<S, V>(in Operand operand, float* b, float* c, nint cStride, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        V c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71, c80, c81, c90, c91, ca0, ca1, cb0, cb1;
        if (accumulate)
        {
            var p = c;
            c00 = S.Load(p); c01 = S.Load(p + lanes); p += cStride;
            c10 = S.Load(p); c11 = S.Load(p + lanes); p += cStride;
            c20 = S.Load(p); c21 = S.Load(p + lanes); p += cStride;
            c30 = S.Load(p); c31 = S.Load(p + lanes); p += cStride;
            c40 = S.Load(p); c41 = S.Load(p + lanes); p += cStride;
            c50 = S.Load(p); c51 = S.Load(p + lanes); p += cStride;
            c60 = S.Load(p); c61 = S.Load(p + lanes); p += cStride;
            c70 = S.Load(p); c71 = S.Load(p + lanes); p += cStride;
            c80 = S.Load(p); c81 = S.Load(p + lanes); p += cStride;
            c90 = S.Load(p); c91 = S.Load(p + lanes); p += cStride;
            ca0 = S.Load(p); ca1 = S.Load(p + lanes); p += cStride;
            cb0 = S.Load(p); cb1 = S.Load(p + lanes);
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = S.Broadcast(0);
            c60 = c61 = c70 = c71 = c80 = c81 = c90 = c91 = ca0 = ca1 = cb0 = cb1 = S.Broadcast(0);
        }

        var stride = operand.RowStride;
        var step = operand.KStride;
        for (var outer = 0; outer < operand.Outer; outer++)
        {
            var a0 = operand.A + (outer * operand.OuterStride);
            var a3 = a0 + (3 * stride);
            var a6 = a0 + (6 * stride);
            var a9 = a0 + (9 * stride);
            var end = b + (operand.Inner * Panel.Lanes);
            for (; b != end; b += Panel.Lanes)
            {
                var b0 = S.Load(b);
                var b1 = S.Load(b + lanes);
                var x = S.Broadcast(a0[0]);
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Broadcast(a0[stride]);
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Broadcast(a0[2 * stride]);
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Broadcast(a3[0]);
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                x = S.Broadcast(a3[stride]);
                c40 = S.MultiplyAdd(x, b0, c40);
                c41 = S.MultiplyAdd(x, b1, c41);
                x = S.Broadcast(a3[2 * stride]);
                c50 = S.MultiplyAdd(x, b0, c50);
                c51 = S.MultiplyAdd(x, b1, c51);
                x = S.Broadcast(a6[0]);
                c60 = S.MultiplyAdd(x, b0, c60);
                c61 = S.MultiplyAdd(x, b1, c61);
                x = S.Broadcast(a6[stride]);
                c70 = S.MultiplyAdd(x, b0, c70);
                c71 = S.MultiplyAdd(x, b1, c71);
                x = S.Broadcast(a6[2 * stride]);
                c80 = S.MultiplyAdd(x, b0, c80);
                c81 = S.MultiplyAdd(x, b1, c81);
                x = S.Broadcast(a9[0]);
                c90 = S.MultiplyAdd(x, b0, c90);
                c91 = S.MultiplyAdd(x, b1, c91);
                x = S.Broadcast(a9[stride]);
                ca0 = S.MultiplyAdd(x, b0, ca0);
                ca1 = S.MultiplyAdd(x, b1, ca1);
                x = S.Broadcast(a9[2 * stride]);
                cb0 = S.MultiplyAdd(x, b0, cb0);
                cb1 = S.MultiplyAdd(x, b1, cb1);
                a0 += step;
                a3 += step;
                a6 += step;
                a9 += step;
            }
        }

        S.Store(c00, c); S.Store(c01, c + lanes); c += cStride;
        S.Store(c10, c); S.Store(c11, c + lanes); c += cStride;
        S.Store(c20, c); S.Store(c21, c + lanes); c += cStride;
        S.Store(c30, c); S.Store(c31, c + lanes); c += cStride;
        S.Store(c40, c); S.Store(c41, c + lanes); c += cStride;
        S.Store(c50, c); S.Store(c51, c + lanes); c += cStride;
        S.Store(c60, c); S.Store(c61, c + lanes); c += cStride;
        S.Store(c70, c); S.Store(c71, c + lanes); c += cStride;
        S.Store(c80, c); S.Store(c81, c + lanes); c += cStride;
        S.Store(c90, c); S.Store(c91, c + lanes); c += cStride;
        S.Store(ca0, c); S.Store(ca1, c + lanes); c += cStride;
        S.Store(cb0, c); S.Store(cb1, c + lanes);
    }

    private static void Narrow<S, V>(in Operand operand, float* b, float* c, nint cStride, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        V c00, c01, c10, c11, c20, c21, c30, c31;
        if (accumulate)
        {
            var p = c;
            c00 = S.Load(p); c01 = S.Load(p + lanes); p += cStride;
            c10 = S.Load(p); c11 = S.Load(p + lanes); p += cStride;
            c20 = S.Load(p); c21 = S.Load(p + lanes); p += cStride;
            c30 = S.Load(p); c31 = S.Load(p + lanes);
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = S.Broadcast(0);
        }

        var stride = operand.RowStride;
        var step = operand.KStride;
        for (var outer = 0; outer < operand.Outer; outer++)
        {
            var a = operand.A + (outer * operand.OuterStride);
            var a3 = a + (3 * stride);
            var end = b + (operand.Inner * Panel.Lanes);
            for (; b != end; b += Panel.Lanes)
            {
                var b0 = S.Load(b);
                var b1 = S.Load(b + lanes);
                var x = S.Broadcast(a[0]);
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Broadcast(a[stride]);
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Broadcast(a[2 * stride]);
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Broadcast(a3[0]);
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                a += step;
                a3 += step;
            }
        }

        S.Store(c00, c); S.Store(c01, c + lanes); c += cStride;
        S.Store(c10, c); S.Store(c11, c + lanes); c += cStride;
        S.Store(c20, c); S.Store(c21, c + lanes); c += cStride;
        S.Store(c30, c); S.Store(c31, c + lanes);
    }

    private static void Single<S, V>(in Operand operand, float* b, float* c, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        var c0 = accumulate ? S.Load(c) : S.Broadcast(0);
        var c1 = accumulate ? S.Load(c + lanes) : S.Broadcast(0);
        for (var outer = 0; outer < operand.Outer; outer++)
        {
            var a = operand.A + (outer * operand.OuterStride);
            var end = b + (operand.Inner * Panel.Lanes);
            for (; b != end; b += Panel.Lanes)
            {
                var x = S.Broadcast(*a);
                c0 = S.MultiplyAdd(x, S.Load(b), c0);
                c1 = S.MultiplyAdd(x, S.Load(b + lanes), c1);
                a += operand.KStride;
            }
        }

        S.Store(c0, c);
        S.Store(c1, c + lanes);
    }
}
