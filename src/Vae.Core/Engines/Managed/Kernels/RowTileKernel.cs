using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// Products of single rows: y[o] = sum over taps k of x[k] W[k, o], for one or several places that share the weights: positions of a map, or rows. Vectors lie along the outputs, and sums run over the taps in order, so that
/// nothing is summed across lanes and the bits are those of panels. Eight places by two vectors stay in registers where there are 32 of them, four by two elsewhere.
/// </summary>
internal static unsafe class RowTileKernel
{
    /// <summary>Most places that share a load of the weights.</summary>
    public const int MostPlaces = 8;

    private const int Half = 4;

    /// <summary>Where the factors of a sum lie.</summary>
    /// <param name="sources">Floats from the place to the tap's value.</param>
    /// <param name="weights">Floats from the first weight to the tap's.</param>
    /// <param name="count">Taps.</param>
    public readonly struct Taps(int* sources, int* weights, int count)
    {
        public readonly int* Sources = sources;
        public readonly int* Weights = weights;
        public readonly int Count = count;
    }

    /// <summary>Multiplies up to eight places with one or two vectors of weights.</summary>
    /// <param name="x">Eight pointers; what is read of those at <paramref name="places"/> and beyond becomes a copy of the last place.</param>
    /// <param name="y">Eight pointers to where the sums of a place go.</param>
    /// <param name="places">How many places there are, 1 to 8.</param>
    /// <param name="taps">The sum.</param>
    /// <param name="w">The weights of the first tap.</param>
    /// <param name="vectors">One or two.</param>
    public static void Multiply<S, V>(float** x, float** y, int places, in Taps taps, float* w, int vectors)
        where S : struct, ISimd<V>
        where V : struct
    {
        // A second vector that is the first once more costs less than kernels of its own.
        var next = vectors == 2 ? S.Lanes : 0;
        for (var place = places; place < MostPlaces; place++)
        {
            x[place] = x[places - 1];
            y[place] = y[places - 1];
        }

        if (places == 1)
        {
            One<S, V>(x, y, taps, w, next);
        }
        else if (places <= Half)
        {
            Four<S, V>(x, y, taps, w, next);
        }
        else if (S.Lanes == 16)
        {
            Eight<S, V>(x, y, taps, w, next);
        }
        else
        {
            Four<S, V>(x, y, taps, w, next);
            Four<S, V>(x + Half, y + Half, taps, w, next);
        }
    }

    private static void Eight<S, V>(float** x, float** y, in Taps taps, float* w, nint next)
        where S : struct, ISimd<V>
        where V : struct
    {
        V a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1, g0, g1, h0, h1;
        a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = e0 = e1 = f0 = f1 = g0 = g1 = h0 = h1 = S.Broadcast(0);
        var sources = taps.Sources;
        var weights = taps.Weights;
        var count = taps.Count;
        var x0 = x[0];
        var x1 = x[1];
        var x2 = x[2];
        var x3 = x[3];
        var x4 = x[4];
        var x5 = x[5];
        var x6 = x[6];
        var x7 = x[7];
        for (var k = 0; k < count; k++)
        {
            var source = (nint)sources[k];
            var at = w + weights[k];
            var w0 = S.Load(at);
            var w1 = S.Load(at + next);
            var v = S.Broadcast(x0[source]);
            a0 = S.MultiplyAdd(v, w0, a0);
            a1 = S.MultiplyAdd(v, w1, a1);
            v = S.Broadcast(x1[source]);
            b0 = S.MultiplyAdd(v, w0, b0);
            b1 = S.MultiplyAdd(v, w1, b1);
            v = S.Broadcast(x2[source]);
            c0 = S.MultiplyAdd(v, w0, c0);
            c1 = S.MultiplyAdd(v, w1, c1);
            v = S.Broadcast(x3[source]);
            d0 = S.MultiplyAdd(v, w0, d0);
            d1 = S.MultiplyAdd(v, w1, d1);
            v = S.Broadcast(x4[source]);
            e0 = S.MultiplyAdd(v, w0, e0);
            e1 = S.MultiplyAdd(v, w1, e1);
            v = S.Broadcast(x5[source]);
            f0 = S.MultiplyAdd(v, w0, f0);
            f1 = S.MultiplyAdd(v, w1, f1);
            v = S.Broadcast(x6[source]);
            g0 = S.MultiplyAdd(v, w0, g0);
            g1 = S.MultiplyAdd(v, w1, g1);
            v = S.Broadcast(x7[source]);
            h0 = S.MultiplyAdd(v, w0, h0);
            h1 = S.MultiplyAdd(v, w1, h1);
        }

        S.Store(a0, y[0]); S.Store(a1, y[0] + next);
        S.Store(b0, y[1]); S.Store(b1, y[1] + next);
        S.Store(c0, y[2]); S.Store(c1, y[2] + next);
        S.Store(d0, y[3]); S.Store(d1, y[3] + next);
        S.Store(e0, y[4]); S.Store(e1, y[4] + next);
        S.Store(f0, y[5]); S.Store(f1, y[5] + next);
        S.Store(g0, y[6]); S.Store(g1, y[6] + next);
        S.Store(h0, y[7]); S.Store(h1, y[7] + next);
    }

    private static void Four<S, V>(float** x, float** y, in Taps taps, float* w, nint next)
        where S : struct, ISimd<V>
        where V : struct
    {
        V a0, a1, b0, b1, c0, c1, d0, d1;
        a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = S.Broadcast(0);
        var sources = taps.Sources;
        var weights = taps.Weights;
        var count = taps.Count;
        var x0 = x[0];
        var x1 = x[1];
        var x2 = x[2];
        var x3 = x[3];
        for (var k = 0; k < count; k++)
        {
            var source = (nint)sources[k];
            var at = w + weights[k];
            var w0 = S.Load(at);
            var w1 = S.Load(at + next);
            var v = S.Broadcast(x0[source]);
            a0 = S.MultiplyAdd(v, w0, a0);
            a1 = S.MultiplyAdd(v, w1, a1);
            v = S.Broadcast(x1[source]);
            b0 = S.MultiplyAdd(v, w0, b0);
            b1 = S.MultiplyAdd(v, w1, b1);
            v = S.Broadcast(x2[source]);
            c0 = S.MultiplyAdd(v, w0, c0);
            c1 = S.MultiplyAdd(v, w1, c1);
            v = S.Broadcast(x3[source]);
            d0 = S.MultiplyAdd(v, w0, d0);
            d1 = S.MultiplyAdd(v, w1, d1);
        }

        S.Store(a0, y[0]); S.Store(a1, y[0] + next);
        S.Store(b0, y[1]); S.Store(b1, y[1] + next);
        S.Store(c0, y[2]); S.Store(c1, y[2] + next);
        S.Store(d0, y[3]); S.Store(d1, y[3] + next);
    }

    private static void One<S, V>(float** x, float** y, in Taps taps, float* w, nint next)
        where S : struct, ISimd<V>
        where V : struct
    {
        V a0, a1;
        a0 = a1 = S.Broadcast(0);
        var sources = taps.Sources;
        var weights = taps.Weights;
        var count = taps.Count;
        var x0 = x[0];
        for (var k = 0; k < count; k++)
        {
            var source = (nint)sources[k];
            var at = w + weights[k];
            var w0 = S.Load(at);
            var w1 = S.Load(at + next);
            var v = S.Broadcast(x0[source]);
            a0 = S.MultiplyAdd(v, w0, a0);
            a1 = S.MultiplyAdd(v, w1, a1);
        }

        S.Store(a0, y[0]); S.Store(a1, y[0] + next);
    }

    /// <summary>The same with vectors along places that lie side by side: y[p] = sum over taps k of x[k + p] w[k]. Whole vectors are read from each of up to eight starts.</summary>
    /// <param name="x">Eight pointers; those at <paramref name="starts"/> and beyond become the last.</param>
    /// <param name="sums">Room for eight vectors, one a start.</param>
    /// <param name="starts">How many, 1 to 8.</param>
    /// <param name="taps">The sum.</param>
    /// <param name="w">The weights of one output.</param>
    public static void MultiplyAlong<S, V>(float** x, float* sums, int starts, in Taps taps, float* w)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var start = starts; start < MostPlaces; start++)
        {
            x[start] = x[starts - 1];
        }

        AlongFour<S, V>(x, sums, taps, w);
        if (starts > Half)
        {
            AlongFour<S, V>(x + Half, sums + (Half * S.Lanes), taps, w);
        }
    }

    private static void AlongFour<S, V>(float** x, float* sums, in Taps taps, float* w)
        where S : struct, ISimd<V>
        where V : struct
    {
        V a, b, c, d;
        a = b = c = d = S.Broadcast(0);
        var sources = taps.Sources;
        var weights = taps.Weights;
        var count = taps.Count;
        var x0 = x[0];
        var x1 = x[1];
        var x2 = x[2];
        var x3 = x[3];
        for (var k = 0; k < count; k++)
        {
            var source = (nint)sources[k];
            var weight = S.Broadcast(w[weights[k]]);
            a = S.MultiplyAdd(weight, S.Load(x0 + source), a);
            b = S.MultiplyAdd(weight, S.Load(x1 + source), b);
            c = S.MultiplyAdd(weight, S.Load(x2 + source), c);
            d = S.MultiplyAdd(weight, S.Load(x3 + source), d);
        }

        S.Store(a, sums);
        S.Store(b, sums + S.Lanes);
        S.Store(c, sums + (2 * S.Lanes));
        S.Store(d, sums + (3 * S.Lanes));
    }
}
