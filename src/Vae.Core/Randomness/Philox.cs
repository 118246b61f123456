using System.Runtime.CompilerServices;

namespace Vae.Core.Randomness;

/// <summary>
/// Philox4x32-10 (Salmon et al. 2011): a function from a 64-bit key and a 128-bit counter to 128 random bits. Being a function, any part of a
/// stream can be made again without the rest: a resumed run equals an uninterrupted one, and threads need no generator of their own.
/// </summary>
internal readonly struct Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    private readonly uint key0;
    private readonly uint key1;

    /// <summary>The stream of a seed and a purpose; streams of different purposes share nothing.</summary>
    public Philox(int seed, RandomPurpose purpose)
    {
        key0 = (uint)seed;
        key1 = (uint)purpose;
    }

    internal Philox(uint key0, uint key1)
    {
        this.key0 = key0;
        this.key1 = key1;
    }

    internal uint Key0 => key0;

    internal uint Key1 => key1;

    /// <summary>The four words at a counter.</summary>
    public UInt4 At(uint counter0, uint counter1, uint counter2, uint counter3)
    {
        var (x0, x1, x2, x3) = (counter0, counter1, counter2, counter3);
        var (k0, k1) = (key0, key1);
        for (var round = 0; round < 10; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = (
                (uint)(product1 >> 32) ^ x1 ^ k0,
                (uint)product1,
                (uint)(product0 >> 32) ^ x3 ^ k1,
                (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new UInt4(x0, x1, x2, x3);
    }

    /// <summary>A uniform number in [0, 1) of 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double UniformAt(ulong index)
    {
        var words = At((uint)index, (uint)(index >> 32), 0, 0);
        return (((ulong)words.X << 32 | words.Y) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A uniform integer in [0, bound) at an index; bias below 2^-32 * bound.</summary>
    public int IntegerAt(ulong index, int bound)
    {
        var words = At((uint)index, (uint)(index >> 32), 0, 0);
        return (int)Math.BigMul((ulong)words.X << 32 | words.Y, (ulong)bound, out _);
    }

    /// <summary>Four words.</summary>
    internal readonly record struct UInt4(uint X, uint Y, uint Z, uint W);
}
