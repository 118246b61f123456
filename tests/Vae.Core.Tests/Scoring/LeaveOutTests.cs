using Vae.Core.Calibration;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Scoring;

/// <summary>What is computed in closed form, beside fits that are made anew without the row.</summary>
public sealed class LeaveOutTests
{
    private const double Ridge = 1e-9;

    /// <summary>Where rows are few for their numbers, the fit without the row draws its own covariance to its own diagonal, which the closed form leaves as it is.</summary>
    [Theory]
    [InlineData(40, 3, 0.01)]
    [InlineData(62, 20, 0.01)]
    [InlineData(40, 20, 0.05)]
    [InlineData(20, 40, 0.05)]
    public void LeftOut_EachRow_IsTheDistanceUnderAFitWithoutIt(int count, int dimension, double tolerance)
    {
        var rows = Normal(count * dimension, 5);
        var all = Enumerable.Range(0, count).ToArray();

        var found = CrossFit.LeftOut(rows, dimension, WhiteningFit.Fit(rows, dimension, Ridge, 0), all);

        foreach (var row in new[] { 0, 7, count - 1 })
        {
            var without = WhiteningFit.Fit(rows, dimension, Ridge, 0, chosen: [.. all.Where(other => other != row)]);
            var expected = CrossFit.Distances(rows, dimension, without)[row];
            Assert.Equal(expected, found[row], tolerance * expected);
        }
    }

    [Fact]
    public void LeftOut_RowsNotFittedTo_AreAsTheyAre()
    {
        var rows = Normal(300, 6);
        int[] fitted = [.. Enumerable.Range(0, 80)];
        var whitening = WhiteningFit.Fit(rows, 3, Ridge, 0, chosen: fitted);

        Assert.Equal(CrossFit.Distances(rows, 3, whitening)[80..], CrossFit.LeftOut(rows, 3, whitening, fitted)[80..]);
    }

    [Fact]
    public void LeftOutSurprises_EachRow_AreThoseUnderAFitWithoutIt()
    {
        const int Count = 60;
        const int Features = 8;
        var rows = Normal(Count * Features, 7);
        for (var i = 0; i < rows.Length; i += Features)
        {
            rows[i] += rows[i + 1];
        }

        int[] all = [.. Enumerable.Range(0, Count)];
        var whole = new LinearExpectation(WhiteningFit.Fit(rows, Features, Ridge, 0));
        var found = new double[Features];
        var expected = new double[Features];
        foreach (var row in new[] { 0, 31, Count - 1 })
        {
            var own = rows.AsSpan(row * Features, Features);
            whole.LeftOutSurprises(own, own, Count, found);
            new LinearExpectation(WhiteningFit.Fit(rows, Features, Ridge, 0, chosen: [.. all.Where(other => other != row)])).Surprises(own, expected);

            Assert.All(Enumerable.Range(0, Features), d => Assert.Equal(expected[d], found[d], 0.01 * Math.Max(1, Math.Abs(expected[d]))));
        }
    }

    [Fact]
    public void Correct_ScoresOfKnownRows_BecomeThoseOfUnknownOnesMostOfTheWay()
    {
        var random = new Random(8);
        float[] Draw(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => scale * (1 + random.NextSingle()))];
        var optimism = new NetworkOptimism(Draw(3000, 1), Draw(1000, 2));
        var scores = Draw(500, 1);

        var corrected = optimism.Correct(scores);

        Assert.Equal(Math.Pow(2, (NetworkOptimism.Folds - 1.0) / NetworkOptimism.Folds), corrected.Average() / scores.Average(), 0.03);
        var order = Enumerable.Range(0, 500).OrderBy(i => scores[i]).Select(i => corrected[i]).ToArray();
        Assert.Equal(order.Order(), order);
    }

    /// <summary>Where unseen scores rise less than seen ones, the correction falls as scores rise: it is held, but never so that scores which differ become one.</summary>
    [Fact]
    public void Correct_ScoresThatDiffer_StayApartAndInOrder()
    {
        float[] scores = [.. Enumerable.Range(0, 200).Select(i => 1 + (0.01f * i))];

        var corrected = new NetworkOptimism([1, 2, 3, 4], [3, 3.1f, 3.2f, 3.3f]).Correct(scores);
        var falling = new NetworkOptimism([1, 3], [4, 3]).Correct(scores);

        Assert.Equal(200, corrected.Distinct().Count());
        Assert.Equal(200, falling.Distinct().Count());
        Assert.Equal(falling.Order(), falling);
    }

    [Fact]
    public void Correct_EqualScores_StayEqual()
    {
        var corrected = new NetworkOptimism([1, 2, 3, 4], [2, 3, 5, 8]).Correct([1, 1, 1, 4, 4]);

        Assert.Equal((1, 1), (corrected[..3].Distinct().Count(), corrected[3..].Distinct().Count()));
    }

    private static float[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
