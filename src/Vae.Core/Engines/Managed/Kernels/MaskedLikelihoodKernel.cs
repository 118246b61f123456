using System.Runtime.CompilerServices;
using Vae.Core.Engines.Managed.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// The losses of <see cref="LikelihoodKernel"/> where a target may be NaN, which means that it was not observed: its loss, its gradient and its part of the constant are 0, so that what is left is
/// the loss of the observed features alone. A row without NaN gets the same bits as from the plain kernels.
/// </summary>
internal static unsafe class MaskedLikelihoodKernel
{
    /// <summary>Bernoulli from logits, as <see cref="LikelihoodKernel.Bernoulli"/>.</summary>
    /// <param name="output">Logits; overwritten by the gradient where <paramref name="gradientMask"/> is not null.</param>
    /// <param name="target">Scaled inputs, NaN where missing.</param>
    /// <param name="features">D.</param>
    /// <param name="gradientMask">32 factors on the gradient, 0 for rows that fill up the panel; null for the loss alone.</param>
    /// <param name="perRow">32 sums over features that the loss is added to.</param>
    public static void Bernoulli<S, V>(float* output, float* target, int features, float* gradientMask, float* perRow)
        where S : struct, ISimd<V>
        where V : struct
    {
        var zero = S.Broadcast(0);
        var one = S.Broadcast(1);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var loss = S.Load(perRow + lane);
            var mask = gradientMask == null ? zero : S.Load(gradientMask + lane);
            for (var d = 0; d < features; d++)
            {
                var at = (d * Panel.Lanes) + lane;
                var f = S.Load(output + at);
                var x = S.Load(target + at);
                var e = S.Exp(S.Subtract(zero, S.Abs(f)));
                var sum = S.Add(one, e);
                var term = S.Add(S.Subtract(S.Max(f, zero), S.Multiply(f, x)), SimdFunctions<S, V>.LogOneToTwo(sum));
                loss = S.Add(loss, Known<S, V>(x, term, zero));
                if (gradientMask != null)
                {
                    var sigmoid = S.Divide(S.SelectGreater(zero, f, e, one), sum);
                    S.Store(Known<S, V>(x, S.Multiply(S.Subtract(sigmoid, x), mask), zero), output + at);
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

    /// <summary>Gaussian with mean f, as <see cref="LikelihoodKernel.Gaussian"/>.</summary>
    /// <param name="output">Means; overwritten by the gradient where <paramref name="gradientMask"/> is not null.</param>
    /// <param name="target">Scaled inputs, NaN where missing.</param>
    /// <param name="features">D.</param>
    /// <param name="precision">D values of 1 / s_d^2.</param>
    /// <param name="constants">D values of log(2 pi) / 2 + log s_d.</param>
    /// <param name="constant">Their sum.</param>
    /// <param name="gradientMask">32 factors on the gradient, 0 for rows that fill up the panel; null for the loss alone.</param>
    /// <param name="perRow">32 sums over features that the loss is added to.</param>
    /// <param name="dLogSigma">D sums that the gradient of log s_d is added to; null where it is not learned.</param>
    public static void Gaussian<S, V>(
        float* output, float* target, int features, float* precision, float* constants, float constant, float* gradientMask, float* perRow, float* dLogSigma)
        where S : struct, ISimd<V>
        where V : struct
    {
        var zero = S.Broadcast(0);
        var half = S.Broadcast(0.5f);
        var one = S.Broadcast(1);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            // Of a row without holes nothing is taken away, and its sum begins as the plain kernel's does.
            var missing = zero;
            for (var d = 0; d < features; d++)
            {
                missing = S.Add(missing, Known<S, V>(S.Load(target + (d * Panel.Lanes) + lane), zero, S.Broadcast(constants[d])));
            }

            var loss = S.Add(S.Load(perRow + lane), S.Subtract(S.Broadcast(constant), missing));
            var mask = gradientMask == null ? half : S.Load(gradientMask + lane);
            for (var d = 0; d < features; d++)
            {
                var at = (d * Panel.Lanes) + lane;
                var x = S.Load(target + at);
                var difference = Known<S, V>(x, S.Subtract(S.Load(output + at), x), zero);
                var scaled = S.Multiply(difference, S.Broadcast(precision[d]));
                var square = S.Multiply(difference, scaled);
                loss = S.MultiplyAdd(square, half, loss);
                if (gradientMask != null)
                {
                    S.Store(S.Multiply(scaled, mask), output + at);
                    if (dLogSigma != null)
                    {
                        dLogSigma[d] += S.Sum(Known<S, V>(x, S.Multiply(S.Subtract(one, square), mask), zero));
                    }
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

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
    private static V Known<S, V>(V x, V whenKnown, V whenMissing)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(S.Abs(x), S.Broadcast(-1), whenKnown, whenMissing);
}
