using Vae.Core.Randomness;

namespace Vae.Core.Tests.Randomness;

public sealed class SplitMix64Tests
{
    /// <summary>The first five numbers of Vigna's splitmix64.c from a seed of 1234567, and from 0.</summary>
    [Theory]
    [InlineData(1234567, new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 })]
    [InlineData(0, new ulong[] { 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F })]
    public void Next_SeedOfTheReference_GivesItsNumbers(ulong seed, ulong[] expected)
    {
        var state = seed;

        Assert.All(expected, number => Assert.Equal(number, SplitMix64.Next(ref state)));
    }

    [Fact]
    public void At_EachPlace_IsWhatComesThereFromSeedZero()
    {
        var state = 0UL;

        for (var place = 0; place < 100; place++)
        {
            Assert.Equal(SplitMix64.Next(ref state), SplitMix64.At(place));
        }
    }
}
