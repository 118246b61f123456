using System.Runtime.CompilerServices;

namespace Vae.Core.Engines.Managed.Simd;

/// <summary>Functions built from the vector operations.</summary>
internal static class SimdFunctions<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>1 / (1 + exp(-x)), from exp(-|x|) so that it never overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var one = S.Broadcast(1);
        var zero = S.Broadcast(0);
        var e = S.Exp(S.Subtract(zero, S.Abs(x)));
        return S.Divide(S.SelectGreater(zero, x, e, one), S.Add(one, e));
    }

    /// <summary>tanh(x): odd polynomial to x^9 for |x| below 0.3 (relative error 5e-8), elsewhere 1 - 2 / (exp(2|x|) + 1) with the sign put back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var one = S.Broadcast(1);
        var zero = S.Broadcast(0);
        var magnitude = S.Abs(x);
        var e = S.Exp(S.Multiply(S.Min(magnitude, S.Broadcast(20)), S.Broadcast(2)));
        var large = S.Subtract(one, S.Divide(S.Broadcast(2), S.Add(e, one)));
        large = S.SelectGreater(zero, x, S.Subtract(zero, large), large);

        var square = S.Multiply(x, x);
        var series = S.MultiplyAdd(square, S.Broadcast(62f / 2835), S.Broadcast(-17f / 315));
        series = S.MultiplyAdd(series, square, S.Broadcast(2f / 15));
        series = S.MultiplyAdd(series, square, S.Broadcast(-1f / 3));
        series = S.MultiplyAdd(S.Multiply(series, square), x, x);
        return S.SelectGreater(S.Broadcast(0.3f), magnitude, series, large);
    }

    /// <summary>
    /// The standard normal distribution function, and exp(-x^2 / 2) on the way. Rational approximation of erfc by Abramowitz and Stegun, 7.1.26:
    /// absolute error below 4e-7 in single precision.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalCumulative(V x, out V gaussian)
    {
        var one = S.Broadcast(1);
        var magnitude = S.Abs(x);
        gaussian = S.Exp(S.Multiply(S.Multiply(x, x), S.Broadcast(-0.5f)));
        var t = S.Divide(one, S.MultiplyAdd(magnitude, S.Broadcast(0.3275911f * 0.70710678f), one));
        var series = S.MultiplyAdd(t, S.Broadcast(1.061405429f), S.Broadcast(-1.453152027f));
        series = S.MultiplyAdd(series, t, S.Broadcast(1.421413741f));
        series = S.MultiplyAdd(series, t, S.Broadcast(-0.284496736f));
        series = S.MultiplyAdd(series, t, S.Broadcast(0.254829592f));
        var tail = S.Multiply(S.Multiply(S.Multiply(series, t), gaussian), S.Broadcast(0.5f));
        return S.SelectGreater(S.Broadcast(0), x, tail, S.Subtract(one, tail));
    }

    /// <summary>
    /// sin(2 pi t) and cos(2 pi t) for t in [-1/2, 1/2], from series of the half angle h = pi t to h^13 and the double-angle formulas: absolute error
    /// below 3e-7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinCosTurns(V t, out V cosine)
    {
        var h = S.Multiply(t, S.Broadcast(MathF.PI));
        var square = S.Multiply(h, h);
        var sine = S.MultiplyAdd(square, S.Broadcast(1f / 6227020800), S.Broadcast(-1f / 39916800));
        sine = S.MultiplyAdd(sine, square, S.Broadcast(1f / 362880));
        sine = S.MultiplyAdd(sine, square, S.Broadcast(-1f / 5040));
        sine = S.MultiplyAdd(sine, square, S.Broadcast(1f / 120));
        sine = S.MultiplyAdd(sine, square, S.Broadcast(-1f / 6));
        sine = S.MultiplyAdd(S.Multiply(sine, square), h, h);

        var half = S.MultiplyAdd(square, S.Broadcast(-1f / 87178291200), S.Broadcast(1f / 479001600));
        half = S.MultiplyAdd(half, square, S.Broadcast(-1f / 3628800));
        half = S.MultiplyAdd(half, square, S.Broadcast(1f / 40320));
        half = S.MultiplyAdd(half, square, S.Broadcast(-1f / 720));
        half = S.MultiplyAdd(half, square, S.Broadcast(1f / 24));
        half = S.MultiplyAdd(half, square, S.Broadcast(-0.5f));
        half = S.MultiplyAdd(half, square, S.Broadcast(1));

        var twice = S.Add(sine, sine);
        cosine = S.Subtract(S.Broadcast(1), S.Multiply(twice, sine));
        return S.Multiply(twice, half);
    }
}
