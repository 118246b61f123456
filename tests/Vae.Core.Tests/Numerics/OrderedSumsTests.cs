using Vae.Core.Numerics;

namespace Vae.Core.Tests.Numerics;

public sealed class OrderedSumsTests
{
    public static TheoryData<int> Lengths() => [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_OfAnyLength_AgreeWithThePlainLoop(int length)
    {
        var random = new Random(length);
        var left = Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.3).ToArray();
        var right = Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.3).ToArray();
        var tolerance = 1e-15 * (1 + length);

        Assert.Equal(left.Sum(), OrderedSums.Sum<double>(left), tolerance);
        Assert.Equal(left.Sum(value => value * value), OrderedSums.SumOfSquares<double>(left), tolerance);
        Assert.Equal(left.Zip(right, (x, y) => x * y).Sum(), OrderedSums.Dot<double>(left, right), tolerance);
        Assert.Equal(left.Zip(right, (x, y) => (x - y) * (x - y)).Sum(), OrderedSums.SquaredDistance<double>(left, right), tolerance);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sum_OfFloats_IsThatOfSixteenPartialSumsAddedInOrder(int length)
    {
        var random = new Random(length);
        var values = Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.3f).ToArray();
        var partial = new float[16];
        for (var i = 0; i < length; i++)
        {
            partial[i % 16] += values[i];
        }

        var eight = partial.Take(8).Zip(partial.Skip(8), (low, high) => low + high).ToArray();
        var four = eight.Take(4).Zip(eight.Skip(4), (low, high) => low + high).ToArray();

        Assert.Equal(four[0] + four[1] + (four[2] + four[3]), OrderedSums.Sum<float>(values));
    }

    /// <summary>Of each length up to three turns of the partial sums, and what lies around the numbers has no part in it.</summary>
    [Fact]
    public void SquaredDistance_OfFloatsAmongOthers_IsThatOfSixteenPartialSumsOfTheseAlone()
    {
        var random = new Random(3);
        for (var length = 0; length <= 49; length++)
        {
            var (left, right) = (new float[length + 32], new float[length + 32]);
            left.AsSpan().Fill(float.NaN);
            right.AsSpan().Fill(float.NaN);
            var partial = new float[16];
            for (var i = 0; i < length; i++)
            {
                (left[16 + i], right[16 + i]) = (random.NextSingle() - 0.3f, random.NextSingle());
                var difference = left[16 + i] - right[16 + i];
                partial[i % 16] += difference * difference;
            }

            var eight = partial.Take(8).Zip(partial.Skip(8), (low, high) => low + high).ToArray();
            var four = eight.Take(4).Zip(eight.Skip(4), (low, high) => low + high).ToArray();

            Assert.Equal(four[0] + four[1] + (four[2] + four[3]), OrderedSums.SquaredDistance<float>(left.AsSpan(16, length), right.AsSpan(16, length)));
        }
    }

    [Fact]
    public void Dot_SpansOfOtherLengths_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderedSums.Dot<float>(new float[3], new float[4]));
}
