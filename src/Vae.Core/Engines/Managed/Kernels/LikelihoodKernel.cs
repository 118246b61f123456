using System.Runtime.CompilerServices;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// -log p(x|z) of a panel of rows and its gradient, fused into one pass over the decoder's output. Panels are [D, 32];
/// losses are nats and keep their constants.
/// </summary>
/// <remarks>
/// Compiled for <see cref="CompleteTarget"/>, and for <see cref="TargetWithHoles"/>, where NaN means that a value was not observed: its loss, its gradient and its part of the constant are 0, so that
/// what is left is the loss of the observed features alone. A row without NaN gets the same bits from both.
/// </remarks>
internal static unsafe class LikelihoodKernel
{
    /// <summary>
    /// Bernoulli from logits f: max(f, 0) - f x + log(1 + exp(-|f|)); d/df = s(f) - x.
    /// </summary>
    /// <param name="output">Logits; overwritten by the gradient where <paramref name="gradientMask"/> is not null.</param>
    /// <param name="target">Scaled inputs.</param>
    /// <param name="features">D.</param>
    /// <param name="gradientMask">32 factors on the gradient, 0 for rows that fill up the panel; null for the loss alone.</param>
    /// <param name="perRow">32 sums over features that the loss is added to.</param>
    public static void Bernoulli<S, V, T>(float* output, float* target, int features, float* gradientMask, float* perRow)
        where S : struct, ISimd<V>
        where V : struct
        where T : struct, ITarget
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
                loss = S.Add(loss, Observed<S, V, T>(x, term));
                if (gradientMask != null)
                {
                    var sigmoid = S.Divide(S.SelectGreater(zero, f, e, one), sum);
                    S.Store(Observed<S, V, T>(x, S.Multiply(S.Subtract(sigmoid, x), mask)), output + at);
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

    /// <summary>terms[i] = the Bernoulli loss of one logit and target, for one row in whole vectors.</summary>
    public static void BernoulliTerms<S, V>(float* output, float* target, float* terms, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var zero = S.Broadcast(0);
        var one = S.Broadcast(1);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var f = S.Load(output + i);
            var sum = S.Add(one, S.Exp(S.Subtract(zero, S.Abs(f))));
            S.Store(S.Add(S.Subtract(S.Max(f, zero), S.Multiply(f, S.Load(target + i))), SimdFunctions<S, V>.LogOneToTwo(sum)), terms + i);
        }
    }

    /// <summary>
    /// Gaussian with mean f: constant_d + (x - f)^2 / (2 s_d^2); d/df = (f - x) / s_d^2; d/dlog s_d = 1 - (x - f)^2 / s_d^2.
    /// </summary>
    /// <param name="output">Means; overwritten by the gradient where <paramref name="gradientMask"/> is not null.</param>
    /// <param name="target">Scaled inputs.</param>
    /// <param name="features">D.</param>
    /// <param name="precision">D values of 1 / s_d^2.</param>
    /// <param name="constants">D values of log(2 pi) / 2 + log s_d; may be null where nothing can be missing.</param>
    /// <param name="constant">Their sum.</param>
    /// <param name="gradientMask">32 factors on the gradient, 0 for rows that fill up the panel; null for the loss alone.</param>
    /// <param name="perRow">32 sums over features that the loss is added to.</param>
    /// <param name="dLogSigma">D sums that the gradient of log s_d is added to; null where it is not learned.</param>
    public static void Gaussian<S, V, T>(
        float* output, float* target, int features, float* precision, float* constants, float constant, float* gradientMask, float* perRow, float* dLogSigma)
        where S : struct, ISimd<V>
        where V : struct
        where T : struct, ITarget
    {
        var half = S.Broadcast(0.5f);
        var one = S.Broadcast(1);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var whole = S.Broadcast(constant);
            if (T.HasHoles)
            {
                // Of a row without holes nothing is taken away, so that its sum begins as that of a complete one.
                var missing = S.Broadcast(0);
                for (var d = 0; d < features; d++)
                {
                    missing = S.Add(missing, MissingKernel.Known<S, V>(S.Load(target + (d * Panel.Lanes) + lane), S.Broadcast(0), S.Broadcast(constants[d])));
                }

                whole = S.Subtract(whole, missing);
            }

            var loss = S.Add(S.Load(perRow + lane), whole);
            var mask = gradientMask == null ? half : S.Load(gradientMask + lane);
            for (var d = 0; d < features; d++)
            {
                var at = (d * Panel.Lanes) + lane;
                var x = S.Load(target + at);
                var difference = Observed<S, V, T>(x, S.Subtract(S.Load(output + at), x));
                var scaled = S.Multiply(difference, S.Broadcast(precision[d]));
                var square = S.Multiply(difference, scaled);
                loss = S.MultiplyAdd(square, half, loss);
                if (gradientMask != null)
                {
                    S.Store(S.Multiply(scaled, mask), output + at);
                    if (dLogSigma != null)
                    {
                        dLogSigma[d] = S.AddTo(dLogSigma[d], Observed<S, V, T>(x, S.Multiply(S.Subtract(one, square), mask)));
                    }
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

    /// <summary>output = s(output), logits to probabilities, in place.</summary>
    public static void Sigmoid<S, V>(float* output, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(SimdFunctions<S, V>.Sigmoid(S.Load(output + i)), output + i);
        }
    }

    /// <summary>A value, and 0 in the lanes where the target is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Observed<S, V, T>(V target, V value)
        where S : struct, ISimd<V>
        where V : struct
        where T : struct, ITarget => T.HasHoles ? MissingKernel.Known<S, V>(target, value, S.Broadcast(0)) : value;
}
