using Vae.Core.Reports;
using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

public sealed class ScoreDistributionTests
{
    [Fact]
    public void Survival_OfExponentialScores_IsTheirs()
    {
        var distribution = ScoreDistribution.TryFit(Exponential(20_000, 1), ScoreOrigin.Given)!;

        foreach (var score in new[] { 0.1f, 0.5f, 1, 2, 3, 5, 8 })
        {
            // The 400 rows of the tail give the last of them within some tens of percent.
            Assert.Equal(Math.Exp(-score), distribution.Survival(score), Math.Exp(-score) * (score > 3 ? 0.5 : 0.1));
        }

        Assert.True(double.IsNaN(distribution.Survival(float.NaN)));
        Assert.Equal(0, distribution.Tail!.Shape, 0.15);
        Assert.Equal(1, distribution.Tail.Scale, 0.2);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-0.3)]
    public void TryFit_ParetoExcesses_FindsShapeAndScale(double shape)
    {
        var random = new Random(5);
        var scores = Enumerable.Range(0, 100_000).Select(_ => (float)(2 * (Math.Pow(1 - random.NextDouble(), -shape) - 1) / shape)).ToArray();
        Array.Sort(scores);

        var tail = ParetoTail.TryFit(scores)!;

        // Excesses over a threshold u of such a distribution are of the same shape, with the scale 2 + shape * u.
        Assert.Equal(shape, tail.Shape, 0.08);
        Assert.Equal(2 + (shape * tail.Start), tail.Scale, 0.1 * (2 + (shape * tail.Start)));
        Assert.Equal(tail.Share / 100, tail.Survival(tail.ScoreAt(tail.Share / 100)), 1e-9);
    }

    [Fact]
    public void ExtremeScore_FarBeyondTheRows_IsExceededWithTheRiskAsked()
    {
        var threshold = ScoreDistribution.TryFit(Exponential(5000, 2), ScoreOrigin.Given)!.ExtremeScore(1e-5);

        Assert.Equal(-Math.Log(1e-5), threshold, 2.5);
    }

    [Fact]
    public void TryFit_FewOrEqualScores_HaveNoTail()
    {
        var few = ScoreDistribution.TryFit(Exponential(150, 3), ScoreOrigin.Given)!;
        var equal = ScoreDistribution.TryFit(Enumerable.Repeat(2f, 1000).ToArray(), ScoreOrigin.Given)!;

        Assert.Null(few.Tail);
        Assert.Equal(1.0 / 151, few.Survival(1e9f), 1e-12);
        Assert.Null(equal.Tail);
        Assert.Equal(2, equal.Quantile(0.3));
        Assert.Null(ScoreDistribution.TryFit([float.NaN, float.PositiveInfinity], ScoreOrigin.Given));
    }

    [Fact]
    public void Survival_AnyScores_FallsWithTheScoreAndInvertsQuantile()
    {
        var scores = Exponential(3000, 4);
        for (var i = 0; i < 1500; i++)
        {
            scores[i] = MathF.Round(scores[i], 1);
        }

        var distribution = ScoreDistribution.TryFit(scores, ScoreOrigin.Given)!;

        var last = 1.0;
        for (var score = -1f; score < 30; score += 0.01f)
        {
            var survival = distribution.Survival(score);
            Assert.True(survival <= last && survival > 0 && survival < 1);
            last = survival;
        }

        Assert.Equal(0.2, distribution.Survival(distribution.Quantile(0.8)), 1e-6);
        Assert.Equal(distribution.Maximum, distribution.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => distribution.Quantile(1.1));
    }

    [Theory]
    [InlineData(8, 10, 0.4439, 0.9748)]
    [InlineData(0, 20, 0, 0.1684)]
    [InlineData(50, 50, 0.9289, 1)]
    public void AchievedRate_Interval_IsThatOfClopperAndPearson(long flagged, long rows, double lower, double upper)
    {
        var rate = new AchievedRate(1, flagged, rows, ScoreOrigin.HeldOut);

        Assert.Equal(lower, rate.Lower, 1e-4);
        Assert.Equal(upper, rate.Upper, 1e-4);
    }

    [Fact]
    public void Probability_OfAScore_IsAHalfAtTheThresholdAndNeverFalls()
    {
        var distribution = ScoreDistribution.TryFit(Exponential(3000, 6), ScoreOrigin.Given)!;
        var rate = AnomalyProbability.Rate(distribution, 2.5f);
        var last = 0f;
        for (var score = 0f; score < 200; score += 0.05f)
        {
            var probability = AnomalyProbability.Of(distribution, rate, score);
            Assert.InRange(probability, last, 1);
            last = probability;
        }

        Assert.Equal(0.5f, AnomalyProbability.Of(distribution, rate, 2.5f), 1e-6f);
        Assert.Equal(rate / (rate + Math.Exp(-4)), AnomalyProbability.Of(distribution, rate, 4), 0.05);
        Assert.True(last > 0.99f);
        Assert.True(float.IsNaN(AnomalyProbability.Of(distribution, rate, float.NaN)));
    }

    private static float[] Exponential(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)-Math.Log(1 - random.NextDouble()))];
    }
}
