using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Batch normalisation of a panel, a channel of <c>count</c> = 32 * positions floats at a time.</summary>
internal static unsafe class BatchNormKernel
{
    /// <summary>Mean, and sum of squared differences from it, of the lanes that hold rows; in two passes, so that a large mean costs no digits.</summary>
    /// <param name="values">The channel.</param>
    /// <param name="count">32 * positions.</param>
    /// <param name="mask">32 floats: 1 for lanes that hold rows, else 0.</param>
    /// <param name="rows">Lanes that hold rows.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="squares">The sum of squares.</param>
    public static void Statistics<S, V>(float* values, int count, float* mask, int rows, out double mean, out double squares)
        where S : struct, ISimd<V>
        where V : struct
    {
        var numbers = (double)(count / Panel.Lanes) * rows;
        double sum = 0;
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var m = S.Load(mask + lane);
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
            var m = S.Load(mask + lane);
            var s = S.Broadcast(0);
            var q = S.Broadcast(0);
            for (var i = lane; i < count; i += Panel.Lanes)
            {
                var d = S.Multiply(S.Subtract(S.Load(values + i), c), m);
                s = S.Add(s, d);
                q = S.MultiplyAdd(d, d, q);
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

    /// <summary>dx = scale (dy - meanDy - (x - mean) slope), 0 in lanes without rows.</summary>
    public static void Backward<S, V>(
        float* dy, float* x, float* dx, int count, float* mask, float mean, float scale, float meanDy, float slope)
        where S : struct, ISimd<V>
        where V : struct
    {
        var m = S.Broadcast(mean);
        var f = S.Broadcast(scale);
        var d = S.Broadcast(meanDy);
        var k = S.Broadcast(-slope);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var centered = S.Subtract(S.Load(x + i), m);
            var g = S.MultiplyAdd(centered, k, S.Subtract(S.Load(dy + i), d));
            S.Store(S.Multiply(S.Multiply(g, f), S.Load(mask + (i & (Panel.Lanes - 1)))), dx + i);
        }
    }
}
