using System.Runtime.Intrinsics;
using Vae.Core.Simd;

namespace Vae.Core.Randomness;

/// <summary>Standard normal and Bernoulli noise from Philox counters.</summary>
internal static unsafe class NormalNoise
{
    private const float ToUnit = 1f / (1 << 24);

    // Blocks made at once: their words and the numbers on the way fit the first-level cache.
    private const int Chunk = 256;

    /// <summary>
    /// Fills floats with standard normal noise (Box-Muller on 24-bit uniforms, so |noise| &lt; 5.8).
    /// </summary>
    /// <param name="stream">Seed and purpose.</param>
    /// <param name="block">Which block of the step, for example panel and sample.</param>
    /// <param name="step">Which step; below 2^48.</param>
    /// <param name="destination">The floats.</param>
    /// <param name="count">How many; a multiple of four.</param>
    public static void Fill(in Philox stream, uint block, ulong step, float* destination, int count)
    {
        var words = stackalloc uint[4 * Chunk];
        var blocks = count / 4;
        for (var first = 0; first < blocks; first += Chunk)
        {
            var here = Math.Min(Chunk, blocks - first);
            PhiloxBlocks.Fill(stream, block, WithChunk(step, first / Chunk), words, here);
            BoxMuller(words, words + here, destination, here);
            BoxMuller(words + (2 * here), words + (3 * here), destination + (2 * here), here);
            destination += 4 * here;
        }
    }

    /// <summary>Fills floats with uniform numbers of 24 bits in [0, 1); arguments as for <see cref="Fill"/>.</summary>
    public static void FillUniform(in Philox stream, uint block, ulong step, float* destination, int count)
    {
        var words = stackalloc uint[4 * Chunk];
        var blocks = count / 4;
        for (var first = 0; first < blocks; first += Chunk)
        {
            var here = Math.Min(Chunk, blocks - first);
            PhiloxBlocks.Fill(stream, block, WithChunk(step, first / Chunk), words, here);
            for (var i = 0; i < 4 * here; i++)
            {
                destination[i] = (words[i] >> 8) * ToUnit;
            }

            destination += 4 * here;
        }
    }

    /// <summary>Fills floats with 0 at the given rate, else 1 / (1 - rate).</summary>
    public static void FillDropout(in Philox stream, uint block, ulong step, float rate, float* destination, int count)
    {
        var threshold = (uint)(rate * 4294967296.0);
        var keep = 1f / (1f - rate);
        var words = stackalloc uint[4 * Chunk];
        var blocks = count / 4;
        for (var first = 0; first < blocks; first += Chunk)
        {
            var here = Math.Min(Chunk, blocks - first);
            PhiloxBlocks.Fill(stream, block, WithChunk(step, first / Chunk), words, here);
            for (var i = 0; i < 4 * here; i++)
            {
                destination[i] = words[i] < threshold ? 0 : keep;
            }

            destination += 4 * here;
        }
    }

    /// <summary>The chunk's number takes the top 16 bits of the step, which no run reaches, so that counters never meet.</summary>
    private static ulong WithChunk(ulong step, int chunk) => step ^ ((ulong)chunk << 48);

    private static void BoxMuller(uint* first, uint* second, float* destination, int count)
    {
        // What is left over goes by the next narrower vectors, whose logarithm has the same last bit, and not number by number, whose logarithm has not.
        var widest = VectorWidths.Best;
        var done = widest >= VectorWidth.Bits512 ? BoxMuller<Simd512, Vector512<float>>(first, second, destination, 0, count) : 0;
        done = widest >= VectorWidth.Bits256 ? BoxMuller<Simd256, Vector256<float>>(first, second, destination, done, count) : done;
        done = widest >= VectorWidth.Bits128 ? BoxMuller<Simd128, Vector128<float>>(first, second, destination, done, count) : done;
        BoxMuller<SimdScalar, float>(first, second, destination, done, count);
    }

    /// <summary>destination[i] = r cos(a), destination[count + i] = r sin(a), with r = sqrt(-2 log u) and a = 2 pi v.</summary>
    /// <returns>One past the last index that whole vectors reached.</returns>
    private static int BoxMuller<S, V>(uint* first, uint* second, float* destination, int start, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var integers = stackalloc int[2 * 16];
        var i = start;
        for (; i + S.Lanes <= count; i += S.Lanes)
        {
            for (var lane = 0; lane < S.Lanes; lane++)
            {
                // 1 .. 2^24, so that the logarithm is finite, and -2^23 .. 2^23 - 1, half a turn either way.
                integers[lane] = (int)((first[i + lane] >> 8) + 1);
                integers[16 + lane] = (int)second[i + lane] >> 8;
            }

            var uniform = S.Multiply(S.LoadIntegers(integers), S.Broadcast(ToUnit));
            var radius = S.Sqrt(S.Multiply(S.Log(uniform), S.Broadcast(-2)));
            var sine = SimdFunctions<S, V>.SinCosTurns(S.Multiply(S.LoadIntegers(integers + 16), S.Broadcast(ToUnit)), out var cosine);
            S.Store(S.Multiply(radius, cosine), destination + i);
            S.Store(S.Multiply(radius, sine), destination + count + i);
        }

        return i;
    }
}
