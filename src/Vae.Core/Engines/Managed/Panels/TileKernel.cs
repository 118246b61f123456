using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Eight by eight floats turned in registers: a quarter of the time that moving them one by one takes.</summary>
internal static unsafe class TileKernel
{
    /// <summary>Rows and columns of a tile.</summary>
    public const int Side = 8;

    /// <summary>Whether this processor has the moves that it is made of.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx.IsSupported;
    }

    /// <summary>destination[c * destinationStride + r] = source[r * sourceStride + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride) => Transpose(
        source,
        source + sourceStride,
        source + (2 * sourceStride),
        source + (3 * sourceStride),
        source + (4 * sourceStride),
        source + (5 * sourceStride),
        source + (6 * sourceStride),
        source + (7 * sourceStride),
        destination,
        destinationStride);

    /// <summary>destination[c * stride + r] = the c-th float at the r-th pointer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        float* r0, float* r1, float* r2, float* r3, float* r4, float* r5, float* r6, float* r7, float* destination, nint stride)
    {
        Half(r0, r1, r2, r3, r4, r5, r6, r7, destination, stride);
        Half(r0 + 4, r1 + 4, r2 + 4, r3 + 4, r4 + 4, r5 + 4, r6 + 4, r7 + 4, destination + (4 * stride), stride);
    }

    /// <summary>Four columns. Rows r and r + 4 are loaded into one register, so that all other moves stay within its halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(
        float* r0, float* r1, float* r2, float* r3, float* r4, float* r5, float* r6, float* r7, float* destination, nint stride)
    {
        var a0 = Pair(r0, r4);
        var a1 = Pair(r1, r5);
        var a2 = Pair(r2, r6);
        var a3 = Pair(r3, r7);
        var low01 = Avx.UnpackLow(a0, a1);
        var high01 = Avx.UnpackHigh(a0, a1);
        var low23 = Avx.UnpackLow(a2, a3);
        var high23 = Avx.UnpackHigh(a2, a3);
        Avx.Shuffle(low01, low23, 0x44).Store(destination);
        Avx.Shuffle(low01, low23, 0xEE).Store(destination + stride);
        Avx.Shuffle(high01, high23, 0x44).Store(destination + (2 * stride));
        Avx.Shuffle(high01, high23, 0xEE).Store(destination + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* low, float* high) =>
        Avx.InsertVector128(Vector256.CreateScalarUnsafe(0f).WithLower(Vector128.Load(low)), Vector128.Load(high), 1);
}
