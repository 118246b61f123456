using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Batch normalisation of a panel, a channel of <c>count</c> = 32 * positions floats at a time.</summary>
internal static unsafe class BatchNormKernel
{
    /// <summary>Mean, and sum of squared differences from it, of the lanes that hold rows, each by its weight; in two passes, so that a large mean costs no digits.</summary>
    /// <param name="values">The channel.</param>
    /// <param name="count">32 * positions.</param>
    /// <param name="weights">32 floats: the weight of the row in a lane, 1 where rows have none; 0 where there is no row.</param>
    /// <param name="weight">Their sum.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="squares">The sum of squares.</param>
    public static void Statistics<S, V>(float* values, int count, float* weights, double weight, out double mean, out double squares)
        where S : struct, ISimd<V>
        where V : struct
    {
        var numbers = count / Panel.Lanes * weight;
        double sum = 0;
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var m = S.Load(weights + lane);
            var s = S.Broadcast(0);
            for (var i = lane; i < count; i += Panel.Lanes)
            {
                s = S.MultiplyAdd(S.Load(values + i), m, s);
            }

            sum = S.AddTo(sum, s);
        }

        // The centre need only be close: what it is off by is put right below.
        var center = (float)(sum / numbers);
        var c = S.Broadcast(center);
        double difference = 0;
        squares = 0;
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var m = S.Load(weights + lane);
            var s = S.Broadcast(0);
            var q = S.Broadcast(0);
            for (var i = lane; i < count; i += Panel.Lanes)
            {
                var d = S.Subtract(S.Load(values + i), c);
                var counted = S.Multiply(d, m);
                s = S.Add(s, counted);
                q = S.MultiplyAdd(counted, d, q);
            }

            difference = S.AddTo(difference, s);
            squares = S.AddTo(squares, q);
        }

        mean = center + (difference / numbers);
        squares = Math.Max(0, squares - (difference * difference / numbers));
    }

    /// <summary>output[i] = (input[i] - mean) * scale.</summary>
    public static void Normalize<S, V>(float* input, float* output, int count, float mean, float scale)
        where S : struct, ISimd<V>
        where V : struct
    {
        var m = S.Broadcast(mean);
        var f = S.Broadcast(scale);
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(S.Multiply(S.Subtract(S.Load(input + i), m), f), output + i);
        }
    }

    /// <summary>Sums of dy and of dy * (x - mean) over a channel; lanes without rows must have dy = 0.</summary>
    public static void GradientSums<S, V>(float* dy, float* x, int count, float mean, out double sum, out double product)
        where S : struct, ISimd<V>
        where V : struct
    {
        var m = S.Broadcast(mean);
        (sum, product) = (0, 0);
        for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
        {
            var s = S.Broadcast(0);
            var p = S.Broadcast(0);
            for (var i = part; i < count; i += Panel.PartialSums)
            {
                var g = S.Load(dy + i);
                s = S.Add(s, g);
                p = S.MultiplyAdd(g, S.Subtract(S.Load(x + i), m), p);
            }

            sum = S.AddTo(sum, s);
            product = S.AddTo(product, p);
        }
    }

    /// <summary>dx = scale (dy - w meanDy - w (x - mean) slope), w the weight of a row in the statistics; 0 in lanes without rows, where dy and w are 0.</summary>
    public static void Backward<S, V>(
        float* dy, float* x, float* dx, int count, float* weights, float mean, float scale, float meanDy, float slope)
        where S : struct, ISimd<V>
        where V : struct
    {
        var m = S.Broadcast(mean);
        var f = S.Broadcast(scale);
        var d = S.Broadcast(meanDy);
        var k = S.Broadcast(-slope);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var w = S.Load(weights + (i & (Panel.Lanes - 1)));
            var centered = S.Multiply(S.Subtract(S.Load(x + i), m), w);
            var g = S.MultiplyAdd(centered, k, S.Subtract(S.Load(dy + i), S.Multiply(d, w)));
            S.Store(S.Multiply(g, f), dx + i);
        }
    }
}
