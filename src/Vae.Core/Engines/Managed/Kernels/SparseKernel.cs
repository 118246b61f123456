using System.Runtime.CompilerServices;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// C[M, N] (+)= A[M, K] * B[K, N] where A is given by its non-zeros, for a tile of N columns that stays in registers while a row of A goes by.
/// Products are summed in the order of K, as <see cref="GemmKernel"/> sums them: what a zero would add to a sum changes no bit of it, but for the sign of a sum that is zero.
/// </summary>
internal static unsafe class SparseKernel
{
    /// <summary>Most vectors of a tile: as many chains of products as two units of a processor keep busy.</summary>
    public const int MostVectors = 8;

    /// <summary>Rows of A by their non-zeros.</summary>
    public readonly struct Rows
    {
        /// <summary>Number of each non-zero's row of B, rising; those of row r of A from <c>r * Capacity</c> on.</summary>
        public required int* Indices { get; init; }

        /// <summary>The non-zeros, in the same places.</summary>
        public required float* Values { get; init; }

        /// <summary>Non-zeros of each row.</summary>
        public required int* Counts { get; init; }

        /// <summary>Places for non-zeros that each row has.</summary>
        public required int Capacity { get; init; }

        /// <summary>M.</summary>
        public required int Count { get; init; }
    }

    /// <summary>Multiplies with one tile of B.</summary>
    /// <param name="rows">A.</param>
    /// <param name="b">B's tile, rows of whole vectors one after the other.</param>
    /// <param name="vectors">Vectors of a row of it, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="c">C's tile: row r at <c>c + r * cStride</c>.</param>
    /// <param name="cStride">Floats between rows of C.</param>
    /// <param name="accumulate">Whether to add to C instead of replacing it.</param>
    public static void Multiply<S, V>(in Rows rows, float* b, int vectors, float* c, nint cStride, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (vectors)
        {
            case 1: Tile<S, V, One>(rows, b, c, cStride, accumulate); break;
            case 2: Tile<S, V, Two>(rows, b, c, cStride, accumulate); break;
            case 3: Tile<S, V, Three>(rows, b, c, cStride, accumulate); break;
            case 4: Tile<S, V, Four>(rows, b, c, cStride, accumulate); break;
            case 5: Tile<S, V, Five>(rows, b, c, cStride, accumulate); break;
            case 6: Tile<S, V, Six>(rows, b, c, cStride, accumulate); break;
            case 7: Tile<S, V, Seven>(rows, b, c, cStride, accumulate); break;
            case 8: Tile<S, V, Eight>(rows, b, c, cStride, accumulate); break;
            default: throw new ArgumentOutOfRangeException(nameof(vectors), vectors, $"A tile has 1 to {MostVectors} vectors.");
        }
    }

    private static void Tile<S, V, N>(in Rows rows, float* b, float* c, nint cStride, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
        where N : struct, IVectors
    {
        var lanes = S.Lanes;
        for (var row = 0; row < rows.Count; row++)
        {
            V c0, c1, c2, c3, c4, c5, c6, c7;
            c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = S.Broadcast(0);
            if (accumulate)
            {
                c0 = S.Load(c);
                if (N.Count > 1) { c1 = S.Load(c + lanes); }
                if (N.Count > 2) { c2 = S.Load(c + (2 * lanes)); }
                if (N.Count > 3) { c3 = S.Load(c + (3 * lanes)); }
                if (N.Count > 4) { c4 = S.Load(c + (4 * lanes)); }
                if (N.Count > 5) { c5 = S.Load(c + (5 * lanes)); }
                if (N.Count > 6) { c6 = S.Load(c + (6 * lanes)); }
                if (N.Count > 7) { c7 = S.Load(c + (7 * lanes)); }
            }

            var index = rows.Indices + ((nint)row * rows.Capacity);
            var value = rows.Values + ((nint)row * rows.Capacity);
            for (var end = index + rows.Counts[row]; index != end; index++, value++)
            {
                var x = S.Broadcast(*value);
                var at = b + ((nint)(*index) * (N.Count * lanes));
                c0 = S.MultiplyAdd(x, S.Load(at), c0);
                if (N.Count > 1) { c1 = S.MultiplyAdd(x, S.Load(at + lanes), c1); }
                if (N.Count > 2) { c2 = S.MultiplyAdd(x, S.Load(at + (2 * lanes)), c2); }
                if (N.Count > 3) { c3 = S.MultiplyAdd(x, S.Load(at + (3 * lanes)), c3); }
                if (N.Count > 4) { c4 = S.MultiplyAdd(x, S.Load(at + (4 * lanes)), c4); }
                if (N.Count > 5) { c5 = S.MultiplyAdd(x, S.Load(at + (5 * lanes)), c5); }
                if (N.Count > 6) { c6 = S.MultiplyAdd(x, S.Load(at + (6 * lanes)), c6); }
                if (N.Count > 7) { c7 = S.MultiplyAdd(x, S.Load(at + (7 * lanes)), c7); }
            }

            S.Store(c0, c);
            if (N.Count > 1) { S.Store(c1, c + lanes); }
            if (N.Count > 2) { S.Store(c2, c + (2 * lanes)); }
            if (N.Count > 3) { S.Store(c3, c + (3 * lanes)); }
            if (N.Count > 4) { S.Store(c4, c + (4 * lanes)); }
            if (N.Count > 5) { S.Store(c5, c + (5 * lanes)); }
            if (N.Count > 6) { S.Store(c6, c + (6 * lanes)); }
            if (N.Count > 7) { S.Store(c7, c + (7 * lanes)); }
            c += cStride;
        }
    }

    /// <summary>A number of vectors that the just-in-time compiler knows, so that each tile has code of its own.</summary>
    private interface IVectors
    {
        static abstract int Count { get; }
    }

    private readonly struct One : IVectors
    {
        public static int Count => 1;
    }

    private readonly struct Two : IVectors
    {
        public static int Count => 2;
    }

    private readonly struct Three : IVectors
    {
        public static int Count => 3;
    }

    private readonly struct Four : IVectors
    {
        public static int Count => 4;
    }

    private readonly struct Five : IVectors
    {
        public static int Count => 5;
    }

    private readonly struct Six : IVectors
    {
        public static int Count => 6;
    }

    private readonly struct Seven : IVectors
    {
        public static int Count => 7;
    }

    private readonly struct Eight : IVectors
    {
        public static int Count => 8;
    }
}
