using System.Runtime.Intrinsics;

namespace Vae.Core.Simd;

/// <summary>How many bits the kernels work on at a time.</summary>
internal enum VectorWidth
{
    Scalar = 32,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}

/// <summary>The widths this processor has.</summary>
internal static class VectorWidths
{
    /// <summary>
    /// The widest vector that the processor runs at full speed, chosen once a process; or what AppContext's data <c>Vae.Core.VectorBits</c> say (128 or 256, set before the first use), so that narrower ones can be
    /// compared with it.
    /// </summary>
    public static VectorWidth Best { get; } =
        AppContext.GetData("Vae.Core.VectorBits") is int bits ? (VectorWidth)bits
        : Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Bits128
        : VectorWidth.Scalar;

    /// <summary>Whether a width can be used here; narrower ones always can.</summary>
    public static bool IsSupported(VectorWidth width) => width <= Best;
}
