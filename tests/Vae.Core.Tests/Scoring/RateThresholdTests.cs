using Vae.Core.Reports;
using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

public sealed class RateThresholdTests
{
    [Theory]
    [InlineData(0.25, 4.5, 1)]
    [InlineData(0.5, 3, 3)]
    [InlineData(0.1, 5, 0)]
    [InlineData(1, 1, 4)]
    public void Find_OfFiveScores_IsExceededWithThatChanceInTheMean(double rate, double expected, int flagged)
    {
        var found = RateThreshold.Find([4, 1, 5, 2, 3], rate);

        Assert.Equal(expected, found.Threshold, 1e-5);
        Assert.Equal(flagged, found.Flagged);
        Assert.Equal(0, found.Tied);
    }

    /// <summary>Over many samples the mean share of later rows beyond the threshold is what was asked for, however few rows it is found on.</summary>
    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(20, 0.3)]
    [InlineData(99, 0.1)]
    [InlineData(500, 0.02)]
    public void Find_UniformScores_MeetsTheRateInTheMean(int rows, double rate)
    {
        var random = new Random(rows);
        var mean = Enumerable.Range(0, 4000)
            .Average(_ => 1.0 - RateThreshold.Find([.. Enumerable.Range(0, rows).Select(_ => random.NextSingle())], rate).Threshold);

        Assert.Equal(rate, mean, 0.004);
    }

    /// <summary>The interval told beside the rate holds the share of later rows that is flagged, as often as it says or more.</summary>
    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(60, 0.1)]
    [InlineData(200, 0.05)]
    [InlineData(2000, 0.2)]
    public void Find_UniformScores_IntervalHoldsTheShareOfLaterRows(int rows, double rate)
    {
        var random = new Random(rows + 1);
        var held = 0;
        for (var i = 0; i < 2000; i++)
        {
            float[] scores = [.. Enumerable.Range(0, rows).Select(_ => random.NextSingle())];
            var threshold = RateThreshold.Find(scores, rate).Threshold;
            var told = AchievedRate.Count(scores, threshold, ScoreOrigin.Given);
            held += 1 - threshold >= told.Lower && 1 - threshold <= told.Upper ? 1 : 0;
        }

        Assert.InRange(held / 2000.0, 0.94, 0.99);
    }

    [Theory]
    [InlineData(37, 13, 0.2, 13, 0)]
    [InlineData(37, 13, 0.1, 0, 13)]
    [InlineData(45, 5, 0.1, 5, 0)]
    public void Find_TwoScores_FlagsTheOneOrNeitherAndTheThresholdLiesBetween(int low, int high, double rate, int flagged, int other)
    {
        float[] scores = [.. Enumerable.Repeat(2f, low), .. Enumerable.Repeat(7f, high)];

        var found = RateThreshold.Find(scores, rate);

        Assert.Equal((flagged, scores.Count(score => score > found.Threshold)), (found.Flagged, found.Flagged));
        Assert.Equal(flagged > 0 ? 4.5f : RateThreshold.Above(7), found.Threshold);
        Assert.True(found.Tied == 0 || found.OtherFlagged == other);
    }

    [Fact]
    public void Find_AllEqual_IsAboveThemByMoreThanRounding()
    {
        var found = RateThreshold.Find([.. Enumerable.Repeat(3f, 50)], 0.1);

        Assert.Equal((0, 50), (found.Flagged, found.Tied));
        Assert.InRange(found.Threshold, 3.0001f, 3.001f);
    }

    [Fact]
    public void Find_AnInfiniteScore_IsFlaggedAndTheThresholdIsFinite()
    {
        var found = RateThreshold.Find([1, 2, 3, 4, 5, 6, 7, 8, 9, float.PositiveInfinity], 0.1);

        Assert.True(float.IsFinite(found.Threshold) && found.Threshold >= 9);
    }
}
