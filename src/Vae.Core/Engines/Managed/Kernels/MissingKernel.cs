using System.Runtime.CompilerServices;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>What stands in the places of values that were not observed, which are NaN in the target.</summary>
internal static unsafe class MissingKernel
{
    /// <summary>destination = target, and 0 where that is NaN, whatever <paramref name="values"/> has there; elsewhere <paramref name="values"/>.</summary>
    /// <param name="target">NaN where missing.</param>
    /// <param name="values">What observed places get.</param>
    /// <param name="destination">May be <paramref name="values"/>.</param>
    /// <param name="count">How many; whole vectors.</param>
    public static void ZeroWhereMissing<S, V>(float* target, float* values, float* destination, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var zero = S.Broadcast(0);
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(Known<S, V>(S.Load(target + i), S.Load(values + i), zero), destination + i);
        }
    }

    /// <summary>destination = target, and <paramref name="filling"/> where that is NaN.</summary>
    /// <param name="target">NaN where missing.</param>
    /// <param name="filling">What missing places get.</param>
    /// <param name="destination">Receives both.</param>
    /// <param name="count">How many; whole vectors.</param>
    public static void FillMissing<S, V>(float* target, float* filling, float* destination, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            var x = S.Load(target + i);
            S.Store(Known<S, V>(x, x, S.Load(filling + i)), destination + i);
        }
    }

    /// <summary>Lane by lane <paramref name="whenKnown"/> where x is a number, else <paramref name="whenMissing"/>: NaN is greater than nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Known<S, V>(V x, V whenKnown, V whenMissing)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(S.Abs(x), S.Broadcast(-1), whenKnown, whenMissing);
}
