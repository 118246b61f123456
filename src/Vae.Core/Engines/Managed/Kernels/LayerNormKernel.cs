using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Layer normalisation of a panel: each lane, a row, by itself.</summary>
internal static unsafe class LayerNormKernel
{
    /// <summary>output[f] = (input[f] - mean) * inverse * weight[f], mean and 1 / sqrt(variance + epsilon) of each lane over the features.</summary>
    /// <param name="input">[features, 32].</param>
    /// <param name="weight">[features].</param>
    /// <param name="features">Numbers a row.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="output">[features, 32].</param>
    /// <param name="statistics">Receives the means [32] and the inverses [32].</param>
    public static void Forward<S, V>(float* input, float* weight, int features, float epsilon, float* output, float* statistics)
        where S : struct, ISimd<V>
        where V : struct
    {
        var share = S.Broadcast(1f / features);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var sum = S.Broadcast(0);
            for (var f = 0; f < features; f++)
            {
                sum = S.Add(sum, S.Load(input + (f * Panel.Lanes) + lane));
            }

            var mean = S.Multiply(sum, share);
            var squares = S.Broadcast(0);
            for (var f = 0; f < features; f++)
            {
                var d = S.Subtract(S.Load(input + (f * Panel.Lanes) + lane), mean);
                squares = S.MultiplyAdd(d, d, squares);
            }

            var inverse = S.Divide(S.Broadcast(1), S.Sqrt(S.MultiplyAdd(squares, share, S.Broadcast(epsilon))));
            for (var f = 0; f < features; f++)
            {
                var at = (f * Panel.Lanes) + lane;
                var normal = S.Multiply(S.Subtract(S.Load(input + at), mean), inverse);
                S.Store(S.Multiply(normal, S.Broadcast(weight[f])), output + at);
            }

            S.Store(mean, statistics + lane);
            S.Store(inverse, statistics + Panel.Lanes + lane);
        }
    }

    /// <summary>dx = inverse (dy w - mean(dy w) - n mean(dy w n)), n the normalised input.</summary>
    public static void Backward<S, V>(float* dy, float* x, float* weight, int features, float* statistics, float* dx)
        where S : struct, ISimd<V>
        where V : struct
    {
        var share = S.Broadcast(1f / features);
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var mean = S.Load(statistics + lane);
            var inverse = S.Load(statistics + Panel.Lanes + lane);
            var sum = S.Broadcast(0);
            var product = S.Broadcast(0);
            for (var f = 0; f < features; f++)
            {
                var at = (f * Panel.Lanes) + lane;
                var g = S.Multiply(S.Load(dy + at), S.Broadcast(weight[f]));
                sum = S.Add(sum, g);
                product = S.MultiplyAdd(g, S.Multiply(S.Subtract(S.Load(x + at), mean), inverse), product);
            }

            sum = S.Multiply(sum, share);
            product = S.Multiply(product, share);
            for (var f = 0; f < features; f++)
            {
                var at = (f * Panel.Lanes) + lane;
                var g = S.Multiply(S.Load(dy + at), S.Broadcast(weight[f]));
                var normal = S.Multiply(S.Subtract(S.Load(x + at), mean), inverse);
                S.Store(S.Multiply(S.Subtract(S.Subtract(g, sum), S.Multiply(normal, product)), inverse), dx + at);
            }
        }
    }

    /// <summary>Adds dy n and dy of one feature of a panel to two sums of vectors, those of its partial sums that begin with <paramref name="part"/>.</summary>
    public static void WeightGradient<S, V>(float* dy, float* x, float* statistics, int part, ref V weight, ref V bias)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var lane = part; lane < Panel.Lanes; lane += Panel.PartialSums)
        {
            var g = S.Load(dy + lane);
            var normal = S.Multiply(S.Subtract(S.Load(x + lane), S.Load(statistics + lane)), S.Load(statistics + Panel.Lanes + lane));
            weight = S.MultiplyAdd(g, normal, weight);
            bias = S.Add(bias, g);
        }
    }
}
