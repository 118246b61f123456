using Vae.Core.Randomness;

namespace Vae.Core.Tests.Randomness;

public sealed unsafe class PhiloxTests
{
    /// <summary>The known answers that Random123 publishes for philox4x32 with 10 rounds.</summary>
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
        new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
        new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void At_PublishedCounterAndKey_GivesThePublishedWords(uint[] counter, uint[] key, uint[] answer)
    {
        var words = new Philox(key[0], key[1]).At(counter[0], counter[1], counter[2], counter[3]);

        Assert.Equal(answer, new[] { words.X, words.Y, words.Z, words.W });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(19)]
    [InlineData(256)]
    public void Blocks_EachCount_EqualOneAtATime(int count)
    {
        var stream = new Philox(-12345, RandomPurpose.Dropout);
        const uint Block = 0xdeadbeef;
        const ulong Step = 0x1234_5678_9abc_def0;
        var words = new uint[(4 * count) + 1];
        words[^1] = 77;

        fixed (uint* pointer = words)
        {
            PhiloxBlocks.Fill(stream, Block, Step, pointer, count);
        }

        for (var i = 0; i < count; i++)
        {
            var one = stream.At((uint)i, Block, 0x9abc_def0, 0x1234_5678);
            Assert.Equal(
                new[] { one.X, one.Y, one.Z, one.W },
                new[] { words[i], words[count + i], words[(2 * count) + i], words[(3 * count) + i] });
        }

        Assert.Equal(77u, words[^1]);
    }

    [Fact]
    public void UniformAt_ManyIndices_FillsTheUnitIntervalEvenly()
    {
        var stream = new Philox(7, RandomPurpose.Initialization);
        const int Count = 200_000, Bins = 100;
        var counts = new int[Bins];
        for (var i = 0; i < Count; i++)
        {
            var value = stream.UniformAt((ulong)i);
            Assert.InRange(value, 0, 1 - 1e-16);
            counts[(int)(value * Bins)]++;
        }

        // Chi-square with 99 degrees of freedom: beyond 160 lies a chance of 1e-4.
        Assert.InRange(counts.Sum(count => Math.Pow(count - (Count / (double)Bins), 2) / (Count / (double)Bins)), 40, 160);
    }

    [Fact]
    public void IntegerAt_SmallBound_TakesEachValueAlike()
    {
        var stream = new Philox(7, RandomPurpose.Reservoir);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[stream.IntegerAt((ulong)i, 6)]++;
        }

        // Standard deviation of a count is 91.
        Assert.All(counts, count => Assert.InRange(count, 9600, 10_400));
    }

    [Fact]
    public void Streams_OfDifferentPurposesAndSeeds_ShareNoBlock()
    {
        var seen = new HashSet<Philox.UInt4>();
        foreach (var purpose in Enum.GetValues<RandomPurpose>())
        {
            foreach (var seed in (int[])[0, 1, 2, -1, int.MaxValue])
            {
                for (var i = 0u; i < 100; i++)
                {
                    Assert.True(seen.Add(new Philox(seed, purpose).At(i, 0, 0, 0)), $"{purpose} under seed {seed} repeats a block at {i}.");
                }
            }
        }
    }
}
