using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

        // What is left is filled up with zeros, whose terms are 0: by the processor where it can, which takes a third of the time for rows of a few numbers.
        if (i < left.Length && typeof(T) == typeof(float) && Avx.IsSupported)
        {
            var (lowMask, highMask) = (Mask(left.Length - i), Mask(left.Length - i - width));
            low += TTerm.Of(Masked(ref x, i, lowMask), Masked(ref y, i, lowMask));
            high += TTerm.Of(Masked(ref x, i + width, highMask), Masked(ref y, i + width, highMask));
        }
        else if (i < left.Length)
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

    /// <summary>All bits of the first numbers of eight: of none where the count is negative, of all where it is above eight.</summary>
    private static Vector256<float> Mask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    /// <summary>Eight numbers from a place on, of which those without the mask's bits are not touched, and 0.</summary>
    private static unsafe Vector256<T> Masked<T>(ref T first, int at, Vector256<float> mask)
    {
        fixed (float* pointer = &Unsafe.As<T, float>(ref first))
        {
            return Avx.MaskLoad(pointer + at, mask).As<float, T>();
        }
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
