using System.Runtime.CompilerServices;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// Convolution of a panel without copies of its patches: the product C[M, 32] = A[M, K] B[K, 32] of <see cref="GemmKernel"/> at each position of the map
/// that is written, where the K rows of B are found through a table of taps. K runs over channels, and within one over the taps of the position.
/// </summary>
internal static unsafe class ConvolutionKernel
{
    /// <summary>One direction of a convolution on a panel.</summary>
    public readonly struct Product
    {
        /// <summary>The weights.</summary>
        public required float* A { get; init; }

        /// <summary>Floats of A from a channel that is written to the next.</summary>
        public required nint RowStride { get; init; }

        /// <summary>Floats of A from a channel that is read to the next.</summary>
        public required nint ChannelStride { get; init; }

        /// <summary>Channels that are read.</summary>
        public required int Channels { get; init; }

        /// <summary>Floats from one of them to the next in the panel: 32 * positions.</summary>
        public required nint SourceStride { get; init; }

        /// <summary>Where the taps lie.</summary>
        public required TapTable Table { get; init; }

        /// <summary>From the large map to the small one.</summary>
        public static Product ToSmall(ConvolutionGeometry geometry, float* weights) => new()
        {
            A = weights,
            RowStride = (nint)geometry.LargeChannels * geometry.Taps,
            ChannelStride = geometry.Taps,
            Channels = geometry.LargeChannels,
            SourceStride = (nint)geometry.LargePositions * Panel.Lanes,
            Table = geometry.ToSmall,
        };

        /// <summary>From the small map to the large one.</summary>
        public static Product ToLarge(ConvolutionGeometry geometry, float* weights) => new()
        {
            A = weights,
            RowStride = geometry.Taps,
            ChannelStride = (nint)geometry.LargeChannels * geometry.Taps,
            Channels = geometry.SmallChannels,
            SourceStride = (nint)geometry.SmallPositions * Panel.Lanes,
            Table = geometry.ToLarge,
        };
    }

    /// <summary>target[row, position, lane] = sum over channels c and taps t of A[row, c, t] source[c, position's t, lane].</summary>
    /// <param name="product">The direction.</param>
    /// <param name="rows">Channels that are written.</param>
    /// <param name="source">Panel that is read.</param>
    /// <param name="target">Panel that is written.</param>
    public static void Multiply<S, V>(in Product product, int rows, float* source, float* target)
        where S : struct, ISimd<V>
        where V : struct
    {
        var table = product.Table;
        var targetStride = (nint)table.Positions * Panel.Lanes;
        var row = 0;
        while (row < rows)
        {
            var tile = S.Lanes == 16 && row + GemmKernel.WideRows <= rows ? GemmKernel.WideRows
                : row + GemmKernel.NarrowRows <= rows ? GemmKernel.NarrowRows : 1;
            var a = product.A + (row * product.RowStride);
            for (var position = 0; position < table.Positions; position++)
            {
                var first = table.Starts[position];
                var count = table.Starts[position + 1] - first;
                var taps = new Taps(table.Weights + first, table.Sources + first, count);
                var c = target + (row * targetStride) + (position * Panel.Lanes);
                if (tile == GemmKernel.WideRows)
                {
                    Wide<S, V>(product, taps, a, source, c, targetStride);
                    continue;
                }

                for (var lane = 0; lane < Panel.Lanes; lane += 2 * S.Lanes)
                {
                    if (tile == GemmKernel.NarrowRows)
                    {
                        Narrow<S, V>(product, taps, a, source + lane, c + lane, targetStride);
                    }
                    else
                    {
                        Single<S, V>(product, taps, a, source + lane, c + lane);
                    }
                }
            }

            row += tile;
        }
    }

    private static void Wide<S, V>(in Product product, Taps taps, float* a, float* b, float* c, nint cStride)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        V c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71, c80, c81, c90, c91, ca0, ca1, cb0, cb1;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = S.Broadcast(0);
        c60 = c61 = c70 = c71 = c80 = c81 = c90 = c91 = ca0 = ca1 = cb0 = cb1 = S.Broadcast(0);
        var stride = product.RowStride;
        for (var channel = 0; channel < product.Channels; channel++)
        {
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var source = b + taps.Sources[tap];
                var b0 = S.Load(source);
                var b1 = S.Load(source + lanes);
                var a0 = a + taps.Weights[tap];
                var a3 = a0 + (3 * stride);
                var a6 = a0 + (6 * stride);
                var a9 = a0 + (9 * stride);
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
            }

            a += product.ChannelStride;
            b += product.SourceStride;
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

    private static void Narrow<S, V>(in Product product, Taps taps, float* a, float* b, float* c, nint cStride)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        V c00, c01, c10, c11, c20, c21, c30, c31;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = S.Broadcast(0);
        var stride = product.RowStride;
        for (var channel = 0; channel < product.Channels; channel++)
        {
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var source = b + taps.Sources[tap];
                var b0 = S.Load(source);
                var b1 = S.Load(source + lanes);
                var a0 = a + taps.Weights[tap];
                var x = S.Broadcast(a0[0]);
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Broadcast(a0[stride]);
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Broadcast(a0[2 * stride]);
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Broadcast(a0[3 * stride]);
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
            }

            a += product.ChannelStride;
            b += product.SourceStride;
        }

        S.Store(c00, c); S.Store(c01, c + lanes); c += cStride;
        S.Store(c10, c); S.Store(c11, c + lanes); c += cStride;
        S.Store(c20, c); S.Store(c21, c + lanes); c += cStride;
        S.Store(c30, c); S.Store(c31, c + lanes);
    }

    private static void Single<S, V>(in Product product, Taps taps, float* a, float* b, float* c)
        where S : struct, ISimd<V>
        where V : struct
    {
        var lanes = S.Lanes;
        var c0 = S.Broadcast(0);
        var c1 = S.Broadcast(0);
        for (var channel = 0; channel < product.Channels; channel++)
        {
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var x = S.Broadcast(a[taps.Weights[tap]]);
                var source = b + taps.Sources[tap];
                c0 = S.MultiplyAdd(x, S.Load(source), c0);
                c1 = S.MultiplyAdd(x, S.Load(source + lanes), c1);
            }

            a += product.ChannelStride;
            b += product.SourceStride;
        }

        S.Store(c0, c);
        S.Store(c1, c + lanes);
    }

    /// <summary>The taps of one position.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly struct Taps(int* weights, int* sources, int count)
    {
        public readonly int* Weights = weights;
        public readonly int* Sources = sources;
        public readonly int Count = count;
    }
}
