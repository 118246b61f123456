using MathNet.Numerics.Distributions;
using Vae.Core.Models;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Scoring;

/// <summary>Formulas of the page of mathematics against what they are said to be: other series, integrals, sums over all outcomes.</summary>
public sealed class FormulaTests
{
    /// <summary>The distribution of Kolmogorov has a second series, by theta functions, which converges where the first does not.</summary>
    [Theory]
    [InlineData(0.02, 900, 700)]
    [InlineData(0.04, 900, 700)]
    [InlineData(0.08, 900, 700)]
    [InlineData(0.3, 40, 25)]
    public void PValue_OfKolmogorovAndSmirnov_IsThatOfTheOtherSeries(double distance, long first, long second)
    {
        var root = Math.Sqrt((double)first * second / (first + second));
        var l = (root + 0.12 + (0.11 / root)) * distance;
        var below = Math.Sqrt(2 * Math.PI) / l * Enumerable.Range(1, 60).Sum(k => Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI / l, 2) / 8));

        Assert.Equal(1 - below, KolmogorovSmirnov.PValue(distance, first, second), 1e-9);
    }

    /// <summary>The weighted moments from which Hosking and Wallis solve for shape and scale, as integrals over the tail.</summary>
    [Theory]
    [InlineData(0.25, 2)]
    [InlineData(-0.4, 0.5)]
    [InlineData(0.05, 3)]
    public void ParetoTail_WeightedMoments_GiveShapeAndScale(double shape, double scale)
    {
        var tail = new ParetoTail(0, 1, shape, scale);

        // E[X] and E[X (1 - F(X))], over u = 1 - F in (0, 1], stretched by u = t^4 where the tail is long.
        double Moment(int power) => Quadrature.Integrate(t => t == 0 ? 0 : tail.ScoreAt(Math.Pow(t, 4)) * Math.Pow(Math.Pow(t, 4), power) * 4 * Math.Pow(t, 3), 0, 1, 20_000);
        var (mean, weighted) = (Moment(0), Moment(1));

        Assert.Equal(shape, 2 - (mean / (mean - (2 * weighted))), 1e-4);
        Assert.Equal(scale, 2 * mean * weighted / (mean - (2 * weighted)), 1e-4 * scale);
    }

    /// <summary>Each end of the interval is the share at which as many flagged rows, or more (or fewer), come about with 2.5 %: sums over all outcomes.</summary>
    [Theory]
    [InlineData(12, 400)]
    [InlineData(1, 60)]
    [InlineData(59, 60)]
    public void AchievedRate_Ends_AreSharesOfTheBinomialTails(int flagged, int rows)
    {
        var rate = new AchievedRate(0, flagged, rows, ScoreOrigin.HeldOut);

        Assert.Equal(0.025, Tail(rate.Lower, flagged, rows), 1e-6);
        Assert.Equal(0.025, Tail(rate.Upper, 0, flagged), 1e-6);

        double Tail(double share, int from, int to) => Enumerable.Range(from, to - from + 1).Sum(k => Binomial.PMF(share, rows, k));
    }

    /// <summary>Of n + 1 rows of one law each is as likely to be the later one: above a threshold for a share of r / (n + 1) lie exactly r of them.</summary>
    [Theory]
    [InlineData(19, 1)]
    [InlineData(19, 4)]
    [InlineData(99, 10)]
    public void RateThreshold_EachRowLeftOutInTurn_IsExceededByTheShareAskedFor(int rows, int flagged)
    {
        float[] all = [.. Enumerable.Range(0, rows + 1).Select(i => (float)Math.Exp(0.1 * i))];
        var exceeding = Enumerable.Range(0, all.Length).Count(later =>
            all[later] > RateThreshold.Find([.. all.Where((_, i) => i != later)], (double)flagged / (rows + 1)).Threshold);

        Assert.Equal(flagged, exceeding);
    }

    [Theory]
    [InlineData(0.2, 1.0, 30, 0.5, 2.5, 12)]
    [InlineData(0, 1, 5, 1.1, 0.2, 60)]
    public void Welch_TwoMeans_IsTheIntegralOfStudentsDensity(double firstMean, double firstVariance, long first, double secondMean, double secondVariance, long second)
    {
        var (a, b) = (firstVariance / (first - 1), secondVariance / (second - 1));
        var freedom = (a + b) * (a + b) / ((a * a / (first - 1)) + (b * b / (second - 1)));
        var t = Math.Abs(firstMean - secondMean) / Math.Sqrt(a + b);
        double Density(double x) => Math.Pow(1 + (x * x / freedom), -(freedom + 1) / 2);

        // Over all of the line by x = tan(angle).
        double Over(double from) => Quadrature.Integrate(angle => Density(Math.Tan(angle)) / Math.Pow(Math.Cos(angle), 2), Math.Atan(from), (Math.PI / 2) - 1e-9, 200_000);

        Assert.Equal(Over(t) / Over(0), DriftTest.Welch(firstMean, firstVariance, first, secondMean, secondVariance, second), 1e-5);
    }

    /// <summary>At its minimum the cross-entropy with Platt's targets has no slope; another prevalence multiplies the odds as Bayes' rule says.</summary>
    [Fact]
    public void LabelledProbability_Fit_HasNoSlopeLeftAndFollowsBayes()
    {
        double[] surprises = [.. Enumerable.Range(0, 60).Select(i => 0.2 * i)];
        bool[] anomalies = [.. Enumerable.Range(0, 60).Select(i => (i * 7 % 60) + i > 70)];
        var (some, others) = (anomalies.Count(one => one), anomalies.Count(one => !one));
        double Target(int i) => anomalies[i] ? (some + 1.0) / (some + 2) : 1 / (others + 2.0);

        var learned = LabelledProbability.Fit(surprises, anomalies, null);
        var errors = surprises.Select((s, i) => learned.At(Math.Exp(-s)) - Target(i)).ToArray();
        var rarer = LabelledProbability.Fit(surprises, anomalies, 0.01);

        Assert.Equal(0, errors.Sum(), 1e-4);
        Assert.Equal(0, errors.Select((error, i) => error * surprises[i]).Sum(), 1e-3);
        var (odds, rare) = (Odds(learned.At(0.01)), Odds(rarer.At(0.01)));
        Assert.Equal(odds / ((double)some / others) * (0.01 / 0.99), rare, 1e-9 * rare);

        static double Odds(double chance) => chance / (1 - chance);
    }
}
