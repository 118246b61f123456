using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vae.Bench.Measuring;

/// <summary>How many floating-point operations a second the processor can do at all: independent fused multiply-adds in registers, no memory.</summary>
internal static class FmaPeak
{
    // Sixteen chains cover two units of four cycles' latency twice over, and fit the registers of every width.
    private const int Chains = 16;
    private const int Rounds = 200_000;

    /// <summary>Best of several measurements, in GFLOP/s.</summary>
    /// <param name="threads">Threads that compute at once.</param>
    public static double Measure(int threads)
    {
        var best = 0.0;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            using var start = new Barrier(threads + 1);
            var elapsed = new double[threads];
            var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
            {
                Once();
                start.SignalAndWait();
                var clock = Stopwatch.GetTimestamp();
                for (var n = 0; n < 50; n++)
                {
                    Once();
                }

                elapsed[i] = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            })).ToArray();
            foreach (var worker in workers)
            {
                worker.Start();
            }

            start.SignalAndWait();
            foreach (var worker in workers)
            {
                worker.Join();
            }

            var operations = 50.0 * Rounds * Chains * Lanes * 2;
            best = Math.Max(best, elapsed.Sum(seconds => operations / seconds) / 1e9);
        }

        return best;
    }

    /// <summary>Measures it now, in words.</summary>
    /// <param name="threads">Threads that compute at once.</param>
    public static string Describe(int threads) => Describe(Measure(threads), threads);

    /// <summary>What was measured, in words.</summary>
    public static string Describe(double gigaflops, int threads) =>
        $"FMA peak {gigaflops:F0} GFLOP/s on {threads} {(threads == 1 ? "thread" : "threads")}, {VectorBits}-bit vectors, measured in this run";

    /// <summary>Bits of the vectors measured.</summary>
    private static int VectorBits => 32 * Lanes;

    private static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    private static float sink;

    private static void Once()
    {
        // Written by every thread; only there so that the compiler keeps the work.
        sink = Lanes switch
        {
            16 => Vector512.Sum(Run512()),
            8 => Vector256.Sum(Run256()),
            _ => Vector128.Sum(Run128()),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Run512()
    {
        Vector512<float> a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
        a = b = c = d = e = f = g = h = i = j = k = l = m = n = o = p = Vector512.Create(1f);
        var x = Vector512.Create(0.999f);
        var y = Vector512.Create(0.001f);
        for (var round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y); b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y); d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y); f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y); h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y); j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y); l = Vector512.FusedMultiplyAdd(l, x, y);
            m = Vector512.FusedMultiplyAdd(m, x, y); n = Vector512.FusedMultiplyAdd(n, x, y);
            o = Vector512.FusedMultiplyAdd(o, x, y); p = Vector512.FusedMultiplyAdd(p, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Run256()
    {
        Vector256<float> a, b, c, d, e, f, g, h, i, j, k, l, m, n, x, y;
        a = b = c = d = e = f = g = h = i = j = k = l = m = n = Vector256.Create(1f);
        x = Vector256.Create(0.999f);
        y = Vector256.Create(0.001f);

        // Fourteen chains and two constants are all sixteen registers; more rounds make up for the two chains missing.
        for (var round = 0; round < Rounds * Chains / 14; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y); b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y); d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y); f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y); h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y); j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y); l = Vector256.FusedMultiplyAdd(l, x, y);
            m = Vector256.FusedMultiplyAdd(m, x, y); n = Vector256.FusedMultiplyAdd(n, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l + m + n;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> Run128()
    {
        Vector128<float> a, b, c, d, e, f, g, h, i, j, k, l, m, n, x, y;
        a = b = c = d = e = f = g = h = i = j = k = l = m = n = Vector128.Create(1f);
        x = Vector128.Create(0.999f);
        y = Vector128.Create(0.001f);
        for (var round = 0; round < Rounds * Chains / 14; round++)
        {
            a = Vector128.MultiplyAddEstimate(a, x, y); b = Vector128.MultiplyAddEstimate(b, x, y);
            c = Vector128.MultiplyAddEstimate(c, x, y); d = Vector128.MultiplyAddEstimate(d, x, y);
            e = Vector128.MultiplyAddEstimate(e, x, y); f = Vector128.MultiplyAddEstimate(f, x, y);
            g = Vector128.MultiplyAddEstimate(g, x, y); h = Vector128.MultiplyAddEstimate(h, x, y);
            i = Vector128.MultiplyAddEstimate(i, x, y); j = Vector128.MultiplyAddEstimate(j, x, y);
            k = Vector128.MultiplyAddEstimate(k, x, y); l = Vector128.MultiplyAddEstimate(l, x, y);
            m = Vector128.MultiplyAddEstimate(m, x, y); n = Vector128.MultiplyAddEstimate(n, x, y);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l + m + n;
    }
}
