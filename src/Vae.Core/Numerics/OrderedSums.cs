using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vae.Core.Numerics;

/// <summary>
/// Sums whose order depends on their length alone and not on the processor's vectors, as those of <c>TensorPrimitives</c> do: element i is added to partial sum i modulo 2 w, w the numbers in 256 bits, and
/// the partial sums are added pair by pair. Products are rounded before they are added. So the same numbers give the same bits everywhere.
/// </summary>
internal static class OrderedSums
{
    public static T Sum<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Accumulate<T, First>(values, values);

    public static T SumOfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Accumulate<T, Product>(values, values);

    public static T Dot<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IFloatingPointIeee754<T> => Accumulate<T, Product>(left, right);

    /// <summary>The sum of (left - right)^2.</summary>
    public static T SquaredDistance<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IFloatingPointIeee754<T> => Accumulate<T, Square>(left, right);

    private static T Accumulate<T, TTerm>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTerm : struct, ITerm
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, left.Length);
        ref var x = ref MemoryMarshal.GetReference(left);
        ref var y = ref MemoryMarshal.GetReference(right);
        var (low, high) = (Vector256<T>.Zero, Vector256<T>.Zero);
        var width = Vector256<T>.Count;
        var i = 0;
        for (; i + (2 * width) <= left.Length; i += 2 * width)
        {
            low += TTerm.Of(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i));
            high += TTerm.Of(Vector256.LoadUnsafe(ref x, (nuint)(i + width)), Vector256.LoadUnsafe(ref y, (nuint)(i + width)));
        }

        // What is left is filled up with zeros, whose terms are 0.
        if (i < left.Length)
        {
            Span<T> restOfLeft = stackalloc T[2 * width];
            Span<T> restOfRight = stackalloc T[2 * width];
            restOfLeft.Clear();
            restOfRight.Clear();
            left[i..].CopyTo(restOfLeft);
            right[i..].CopyTo(restOfRight);
            low += TTerm.Of(Vector256.Create<T>(restOfLeft), Vector256.Create<T>(restOfRight));
            high += TTerm.Of(Vector256.Create<T>(restOfLeft[width..]), Vector256.Create<T>(restOfRight[width..]));
        }

        var half = (low + high).GetLower() + (low + high).GetUpper();
        var sum = T.Zero;
        for (var pair = 0; pair < Vector128<T>.Count; pair += 2)
        {
            sum += half[pair] + half[pair + 1];
        }

        return sum;
    }

    private interface ITerm
    {
        static abstract Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right);
    }

    private readonly struct First : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => left;
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => left * right;
    }

    private readonly struct Square : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => (left - right) * (left - right);
    }
}
