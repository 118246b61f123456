using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vae.Core.Randomness;

/// <summary>Many Philox blocks at consecutive counters, as four planes of words; eight or four at a time where the processor can.</summary>
internal static unsafe class PhiloxBlocks
{
    private const ulong Multiplier0 = 0xD2511F53;
    private const ulong Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>words[w * count + i] = word w of the block at counter (i, block, step).</summary>
    /// <param name="stream">Seed and purpose.</param>
    /// <param name="block">Second word of the counter.</param>
    /// <param name="step">Third and fourth words of the counter.</param>
    /// <param name="words">Receives 4 * count words.</param>
    /// <param name="count">Blocks.</param>
    public static void Fill(in Philox stream, uint block, ulong step, uint* words, int count)
    {
        var i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i + 8 <= count; i += 8)
            {
                Eight(stream, (uint)i, block, step, words + i, count);
            }
        }
        else if (Avx2.IsSupported)
        {
            for (; i + 4 <= count; i += 4)
            {
                Four(stream, (uint)i, block, step, words + i, count);
            }
        }

        for (; i < count; i++)
        {
            var four = stream.At((uint)i, block, (uint)step, (uint)(step >> 32));
            words[i] = four.X;
            words[count + i] = four.Y;
            words[(2 * count) + i] = four.Z;
            words[(3 * count) + i] = four.W;
        }
    }

    // A 64-bit lane holds one word in its lower half; the multiplication ignores the upper half, so what the exclusive ors leave there is harmless.
    private static void Eight(in Philox stream, uint first, uint block, ulong step, uint* words, int plane)
    {
        var x0 = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((ulong)first);
        var x1 = Vector512.Create((ulong)block);
        var x2 = Vector512.Create(step & uint.MaxValue);
        var x3 = Vector512.Create(step >> 32);
        var m0 = Vector512.Create(Multiplier0).AsUInt32();
        var m1 = Vector512.Create(Multiplier1).AsUInt32();
        var k0 = stream.Key0;
        var k1 = stream.Key1;
        for (var round = 0; round < 10; round++)
        {
            var product0 = Avx512F.Multiply(x0.AsUInt32(), m0);
            var product1 = Avx512F.Multiply(x2.AsUInt32(), m1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector512.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector512.Create((ulong)k1);
            x1 = product1;
            x3 = product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        Avx512F.ConvertToVector256UInt32(x0).Store(words);
        Avx512F.ConvertToVector256UInt32(x1).Store(words + plane);
        Avx512F.ConvertToVector256UInt32(x2).Store(words + (2 * plane));
        Avx512F.ConvertToVector256UInt32(x3).Store(words + (3 * plane));
    }

    private static void Four(in Philox stream, uint first, uint block, ulong step, uint* words, int plane)
    {
        var x0 = Vector256.Create(0UL, 1, 2, 3) + Vector256.Create((ulong)first);
        var x1 = Vector256.Create((ulong)block);
        var x2 = Vector256.Create(step & uint.MaxValue);
        var x3 = Vector256.Create(step >> 32);
        var m0 = Vector256.Create(Multiplier0).AsUInt32();
        var m1 = Vector256.Create(Multiplier1).AsUInt32();
        var k0 = stream.Key0;
        var k1 = stream.Key1;
        for (var round = 0; round < 10; round++)
        {
            var product0 = Avx2.Multiply(x0.AsUInt32(), m0);
            var product1 = Avx2.Multiply(x2.AsUInt32(), m1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector256.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector256.Create((ulong)k1);
            x1 = product1;
            x3 = product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        Vector256.Narrow(x0, x0).GetLower().Store(words);
        Vector256.Narrow(x1, x1).GetLower().Store(words + plane);
        Vector256.Narrow(x2, x2).GetLower().Store(words + (2 * plane));
        Vector256.Narrow(x3, x3).GetLower().Store(words + (3 * plane));
    }
}
