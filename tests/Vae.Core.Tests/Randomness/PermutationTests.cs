using Vae.Core.Randomness;

namespace Vae.Core.Tests.Randomness;

public sealed class PermutationTests
{
    private static readonly Philox Stream = new(9, RandomPurpose.Shuffle);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Shuffle_EachLength_KeepsEachValueOnce(int length)
    {
        var values = Enumerable.Range(0, length).ToArray();

        Permutation.Shuffle(values, Stream, 3);

        Assert.Equal(Enumerable.Range(0, length), values.Order());
    }

    [Fact]
    public void Shuffle_SameRound_GivesTheSameOrder() => Assert.Equal(Shuffled(500, 1), Shuffled(500, 1));

    [Fact]
    public void Shuffle_NextRound_GivesAnotherOrder() => Assert.NotEqual(Shuffled(500, 1), Shuffled(500, 2));

    [Fact]
    public void Shuffle_ManyRounds_TakesEachOrderOfFourAlike()
    {
        const int Rounds = 24_000;
        var counts = Enumerable.Range(0, Rounds)
            .GroupBy(round => string.Join("", Shuffled(4, (uint)round)))
            .ToDictionary(g => g.Key, g => g.Count());

        // 24 orders, each 1000 times with a standard deviation of 31.
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    private static int[] Shuffled(int length, uint round)
    {
        var values = Enumerable.Range(0, length).ToArray();
        Permutation.Shuffle(values, Stream, round);
        return values;
    }
}
