using Vae.Core.Likelihoods;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// -log p(x|z) of columns of several kinds, a run of features at a time, over a grid [D, stride] of which the first <c>lanes</c> of each line count: a panel (stride and lanes 32), or
/// one vector for a row alone, which so gets the same bits. A target that is NaN was not observed: its loss and its gradient are 0. Losses are nats and keep their constants.
/// </summary>
internal static unsafe class MixedKernel
{
    /// <summary>The loss of a Gaussian run, its gradient over the means and that of log sigma; formulas of <see cref="LikelihoodKernel"/>.</summary>
    /// <param name="output">Means; overwritten by the gradient where <paramref name="mask"/> is not null.</param>
    /// <param name="target">Scaled inputs.</param>
    /// <param name="run">Which features.</param>
    /// <param name="grid">Their layout.</param>
    /// <param name="precision">1 / s_d^2 of all features.</param>
    /// <param name="constants">log(2 pi) / 2 + log s_d of all features.</param>
    /// <param name="mask">A factor on the gradient for each lane, 0 for filling; null for the loss alone.</param>
    /// <param name="perRow">A sum for each lane that the loss is added to.</param>
    /// <param name="dLogSigma">D sums that the gradient of log s_d is added to; null where it is not learned.</param>
    public static void Gaussian<S, V>(
        float* output, float* target, FeatureRun run, Grid grid, float* precision, float* constants, float* mask, float* perRow, float* dLogSigma)
        where S : struct, ISimd<V>
        where V : struct
    {
        var (zero, one, half, nothing) = (S.Broadcast(0), S.Broadcast(1), S.Broadcast(0.5f), S.Broadcast(float.NegativeInfinity));
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var loss = S.Load(perRow + lane);
            var factor = mask == null ? zero : S.Load(mask + lane);
            for (var d = run.Start; d < run.End; d++)
            {
                var at = (d * grid.Stride) + lane;
                var x = S.Load(target + at);
                var present = S.SelectGreater(x, nothing, one, zero);
                var difference = S.SelectGreater(x, nothing, S.Subtract(S.Load(output + at), x), zero);
                var scaled = S.Multiply(difference, S.Broadcast(precision[d]));
                var square = S.Multiply(difference, scaled);
                loss = S.MultiplyAdd(square, half, S.MultiplyAdd(present, S.Broadcast(constants[d]), loss));
                if (mask != null)
                {
                    S.Store(S.Multiply(scaled, factor), output + at);
                    if (dLogSigma != null)
                    {
                        dLogSigma[d] = S.AddTo(dLogSigma[d], S.Multiply(S.Subtract(present, square), factor));
                    }
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

    /// <summary>The loss of a Bernoulli run from its logits and its gradient over them; parameters as above.</summary>
    public static void Bernoulli<S, V>(float* output, float* target, FeatureRun run, Grid grid, float* mask, float* perRow)
        where S : struct, ISimd<V>
        where V : struct
    {
        var (zero, one, nothing) = (S.Broadcast(0), S.Broadcast(1), S.Broadcast(float.NegativeInfinity));
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var loss = S.Load(perRow + lane);
            var factor = mask == null ? zero : S.Load(mask + lane);
            for (var d = run.Start; d < run.End; d++)
            {
                var at = (d * grid.Stride) + lane;
                var f = S.Load(output + at);
                var x = S.Load(target + at);
                var e = S.Exp(S.Subtract(zero, S.Abs(f)));
                var sum = S.Add(one, e);
                var term = S.Add(S.Subtract(S.Max(f, zero), S.Multiply(f, x)), SimdFunctions<S, V>.LogOneToTwo(sum));
                loss = S.Add(loss, S.SelectGreater(x, nothing, term, zero));
                if (mask != null)
                {
                    var sigmoid = S.Divide(S.SelectGreater(zero, f, e, one), sum);
                    S.Store(S.SelectGreater(x, nothing, S.Multiply(S.Subtract(sigmoid, x), factor), zero), output + at);
                }
            }

            S.Store(loss, perRow + lane);
        }
    }

    /// <summary>
    /// The loss of a softmax, sum_k x_k (log sum_j exp f_j - f_k), plus (1 - sum_k x_k) times that of an unseen level; its gradient (sum_j x_j) p_k - x_k. Parameters as above.
    /// </summary>
    /// <param name="output">Logits; overwritten by the gradient where <paramref name="mask"/> is not null.</param>
    /// <param name="target">1 for the row's level and 0 for the others, 0 for all where it is unseen, or NaN for all.</param>
    /// <param name="run">Which features.</param>
    /// <param name="grid">Their layout.</param>
    /// <param name="unseen">Loss of an unseen level.</param>
    /// <param name="mask">A factor on the gradient for each lane.</param>
    /// <param name="perRow">A sum for each lane.</param>
    public static void Softmax<S, V>(float* output, float* target, FeatureRun run, Grid grid, float unseen, float* mask, float* perRow)
        where S : struct, ISimd<V>
        where V : struct
    {
        var (zero, one, nothing) = (S.Broadcast(0), S.Broadcast(1), S.Broadcast(float.NegativeInfinity));
        var (first, last) = (run.Start * grid.Stride, run.End * grid.Stride);
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var largest = Largest<S, V>(output + lane, first, last, grid.Stride);
            var (sum, seen, dot) = (zero, zero, zero);
            for (var at = first + lane; at < last; at += grid.Stride)
            {
                var shifted = S.Subtract(S.Load(output + at), largest);
                var x = S.Load(target + at);
                x = S.SelectGreater(x, nothing, x, zero);
                var e = S.Exp(shifted);
                sum = S.Add(sum, e);
                seen = S.Add(seen, x);
                dot = S.MultiplyAdd(x, shifted, dot);
                if (mask != null)
                {
                    S.Store(e, output + at);
                }
            }

            var missing = S.SelectGreater(S.Load(target + first + lane), nothing, S.Max(S.Subtract(one, seen), zero), zero);
            var loss = S.Subtract(S.Multiply(seen, S.Log(sum)), dot);
            loss = S.MultiplyAdd(missing, S.Broadcast(unseen), loss);
            S.Store(S.Add(S.Load(perRow + lane), loss), perRow + lane);
            if (mask == null)
            {
                continue;
            }

            var factor = S.Load(mask + lane);
            var share = S.Divide(seen, sum);
            for (var at = first + lane; at < last; at += grid.Stride)
            {
                var x = S.Load(target + at);
                x = S.SelectGreater(x, nothing, x, zero);
                S.Store(S.Multiply(S.Subtract(S.Multiply(S.Load(output + at), share), x), factor), output + at);
            }
        }
    }

    /// <summary>Logits of a Bernoulli run to probabilities, in place.</summary>
    public static void Sigmoids<S, V>(float* output, FeatureRun run, Grid grid)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var d = run.Start; d < run.End; d++)
        {
            for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
            {
                var at = output + (d * grid.Stride) + lane;
                S.Store(SimdFunctions<S, V>.Sigmoid(S.Load(at)), at);
            }
        }
    }

    /// <summary>Logits of a softmax to probabilities, in place.</summary>
    public static void Probabilities<S, V>(float* output, FeatureRun run, Grid grid)
        where S : struct, ISimd<V>
        where V : struct
    {
        var (first, last) = (run.Start * grid.Stride, run.End * grid.Stride);
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var largest = Largest<S, V>(output + lane, first, last, grid.Stride);
            var sum = S.Broadcast(0);
            for (var at = first + lane; at < last; at += grid.Stride)
            {
                var e = S.Exp(S.Subtract(S.Load(output + at), largest));
                S.Store(e, output + at);
                sum = S.Add(sum, e);
            }

            var factor = S.Divide(S.Broadcast(1), sum);
            for (var at = first + lane; at < last; at += grid.Stride)
            {
                S.Store(S.Multiply(S.Load(output + at), factor), output + at);
            }
        }
    }

    /// <summary>x - mean of one feature.</summary>
    /// <param name="rebuilt">Means, [D, stride].</param>
    /// <param name="input">Scaled rows, [D, stride].</param>
    /// <param name="feature">Which.</param>
    /// <param name="grid">Their layout.</param>
    /// <param name="residual">Receives a number for each lane.</param>
    public static void Difference<S, V>(float* rebuilt, float* input, int feature, Grid grid, float* residual)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var at = (feature * grid.Stride) + lane;
            S.Store(S.Subtract(S.Load(input + at), S.Load(rebuilt + at)), residual + lane);
        }
    }

    /// <summary>-log max(p(level), least) of one softmax, p from probabilities; an unseen level has -log least, and one that was not observed NaN.</summary>
    /// <param name="rebuilt">Probabilities, [D, stride].</param>
    /// <param name="input">Scaled rows, [D, stride].</param>
    /// <param name="run">Its features.</param>
    /// <param name="grid">Their layout.</param>
    /// <param name="least">The smallest probability that counts.</param>
    /// <param name="residual">Receives a number for each lane.</param>
    public static void Surprise<S, V>(float* rebuilt, float* input, FeatureRun run, Grid grid, float least, float* residual)
        where S : struct, ISimd<V>
        where V : struct
    {
        var (first, last) = (run.Start * grid.Stride, run.End * grid.Stride);
        for (var lane = 0; lane < grid.Lanes; lane += S.Lanes)
        {
            var sum = S.Broadcast(0);
            for (var at = first + lane; at < last; at += grid.Stride)
            {
                sum = S.MultiplyAdd(S.Load(input + at), S.Load(rebuilt + at), sum);
            }

            // NaN stays, which a maximum need not keep.
            var surprise = S.Subtract(S.Broadcast(0), S.Log(S.Max(sum, S.Broadcast(least))));
            S.Store(S.SelectGreater(S.Abs(sum), S.Broadcast(-1), surprise, sum), residual + lane);
        }
    }

    private static V Largest<S, V>(float* output, int first, int last, int stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        var largest = S.Load(output + first);
        for (var at = first + stride; at < last; at += stride)
        {
            largest = S.Max(largest, S.Load(output + at));
        }

        return largest;
    }
}
