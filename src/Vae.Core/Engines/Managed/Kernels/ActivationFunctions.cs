using System.Runtime.CompilerServices;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>An activation and its derivative, on a vector.</summary>
internal interface IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Returns f(x) and sets f'(x).</summary>
    static abstract V Apply(V x, float slope, out V derivative);
}

/// <summary>No activation: the output layer and the heads.</summary>
internal readonly struct IdentityFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        derivative = S.Broadcast(1);
        return x;
    }
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReluFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        var zero = S.Broadcast(0);
        derivative = S.SelectGreater(x, zero, S.Broadcast(1), zero);
        return S.Max(x, zero);
    }
}

/// <summary>x above 0, slope * x below.</summary>
internal readonly struct LeakyReluFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        derivative = S.SelectGreater(x, S.Broadcast(0), S.Broadcast(1), S.Broadcast(slope));
        return S.Multiply(x, derivative);
    }
}

/// <summary>x * s(x); derivative s + x s (1 - s), s the logistic function.</summary>
internal readonly struct SiluFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        var one = S.Broadcast(1);
        var sigmoid = SimdFunctions<S, V>.Sigmoid(x);
        var y = S.Multiply(x, sigmoid);
        derivative = S.MultiplyAdd(y, S.Subtract(one, sigmoid), sigmoid);
        return y;
    }
}

/// <summary>x * Phi(x); derivative Phi(x) + x * phi(x).</summary>
internal readonly struct GeluFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        var cumulative = SimdFunctions<S, V>.NormalCumulative(x, out var gaussian);
        var density = S.Multiply(gaussian, S.Broadcast(0.39894228f)); // exp(-x^2 / 2) / sqrt(2 pi)
        derivative = S.MultiplyAdd(x, density, cumulative);
        return S.Multiply(x, cumulative);
    }
}

/// <summary>tanh(x); derivative 1 - tanh(x)^2.</summary>
internal readonly struct TanhFunction<S, V> : IActivationFunction<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply(V x, float slope, out V derivative)
    {
        var y = SimdFunctions<S, V>.Tanh(x);
        derivative = S.Subtract(S.Broadcast(1), S.Multiply(y, y));
        return y;
    }
}
