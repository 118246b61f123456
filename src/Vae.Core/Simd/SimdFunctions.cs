using System.Runtime.CompilerServices;

namespace Vae.Core.Simd;

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

    /// <summary>
    /// log(x) for x in [1, 2]: 2 atanh((y - 1) / (y + 1)) as a series to the ninth power, y = x or x / 2, whichever is nearer to 1: absolute error below 1e-7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogOneToTwo(V x)
    {
        var one = S.Broadcast(1);
        var zero = S.Broadcast(0);
        var split = S.Broadcast(1.41421356f);
        var y = S.SelectGreater(x, split, S.Multiply(x, S.Broadcast(0.5f)), x);
        var added = S.SelectGreater(x, split, S.Broadcast(0.69314718f), zero);
        var t = S.Divide(S.Subtract(y, one), S.Add(y, one));
        var square = S.Multiply(t, t);
        var series = S.MultiplyAdd(square, S.Broadcast(2f / 9), S.Broadcast(2f / 7));
        series = S.MultiplyAdd(series, square, S.Broadcast(2f / 5));
        series = S.MultiplyAdd(series, square, S.Broadcast(2f / 3));
        series = S.MultiplyAdd(series, square, S.Broadcast(2f));
        return S.MultiplyAdd(series, t, added);
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
    /// The standard normal distribution function, and exp(-x^2 / 2) on the way: erfc(w) = t exp(-w^2 + P(t)), t = 1 / (1 + w / 2), with the polynomial P of
    /// Press et al. (Numerical Recipes, section 6.2): relative error of the tail 1.2e-7 in exact arithmetic.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalCumulative(V x, out V gaussian)
    {
        var one = S.Broadcast(1);
        gaussian = S.Exp(S.Multiply(S.Multiply(x, x), S.Broadcast(-0.5f)));
        var t = S.Divide(one, S.MultiplyAdd(S.Abs(x), S.Broadcast(0.5f * 0.70710678f), one));
        var series = S.MultiplyAdd(t, S.Broadcast(0.17087277f), S.Broadcast(-0.82215223f));
        series = S.MultiplyAdd(series, t, S.Broadcast(1.48851587f));
        series = S.MultiplyAdd(series, t, S.Broadcast(-1.13520398f));
        series = S.MultiplyAdd(series, t, S.Broadcast(0.27886807f));
        series = S.MultiplyAdd(series, t, S.Broadcast(-0.18628806f));
        series = S.MultiplyAdd(series, t, S.Broadcast(0.09678418f));
        series = S.MultiplyAdd(series, t, S.Broadcast(0.37409196f));
        series = S.MultiplyAdd(series, t, S.Broadcast(1.00002368f));
        series = S.MultiplyAdd(series, t, S.Broadcast(-1.26551223f));
        var tail = S.Multiply(S.Multiply(S.Multiply(t, S.Exp(series)), gaussian), S.Broadcast(0.5f));
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
