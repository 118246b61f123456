using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>What must be known of numbers before zeros are left out of products, and after.</summary>
internal static unsafe class SparseNumbers<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Whether all are numbers, and no infinities.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">A multiple of 16.</param>
    public static bool AreFinite(float* values, nint count)
    {
        var zero = S.Broadcast(0);
        var (a, b) = (zero, zero);
        nint i = 0;
        for (; i + (2 * S.Lanes) <= count; i += 2 * S.Lanes)
        {
            a = S.MultiplyAdd(S.Load(values + i), zero, a);
            b = S.MultiplyAdd(S.Load(values + i + S.Lanes), zero, b);
        }

        for (; i < count; i += S.Lanes)
        {
            a = S.MultiplyAdd(S.Load(values + i), zero, a);
        }

        // Zero, or NaN.
        return S.AddTo(0f, S.Add(a, b)) == 0;
    }

    /// <summary>Whether one of them is the zero that has a sign.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">A multiple of 16.</param>
    public static bool HasNegativeZero(float* values, nint count)
    {
        var found = false;
        for (nint i = 0; i < count; i += S.Lanes)
        {
            found |= S.HasNegativeZero(S.Load(values + i));
        }

        return found;
    }

    /// <summary>A sum and, added to it in order, the products of two runs of numbers, as the dense kernels sum them.</summary>
    public static float Product(float* left, nint leftStride, float* right, nint rightStride, int count, float sum)
    {
        for (nint k = 0; k < count; k++)
        {
            sum = float.MultiplyAddEstimate(left[k * leftStride], right[k * rightStride], sum);
        }

        return sum;
    }
}
