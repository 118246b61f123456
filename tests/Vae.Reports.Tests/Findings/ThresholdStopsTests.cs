using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Reports.Tests.Findings;

public sealed class ThresholdStopsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(60_000)]
    public void Of_Scores_CountsWhatEachFlags(int rows)
    {
        var sorted = Scores(rows);

        var stops = ThresholdStops.Of(sorted, [0.7f, 0.123f]);

        Assert.Equal(stops.Thresholds.Order(), stops.Thresholds);
        Assert.InRange(stops.Thresholds.Length, 1, 20_000);
        Assert.Equal((rows, 0), (stops.Flagged[0], stops.Flagged[^1]));
        for (var i = 0; i < stops.Thresholds.Length; i += Math.Max(1, stops.Thresholds.Length / 50))
        {
            Assert.Equal(Above(sorted, stops.Thresholds[i], null), stops.Flagged[i]);
            Assert.Equal(Above(sorted, stops.Thresholds[i], RowKind.Anomaly), stops.Hits[i]);
            Assert.Equal(Above(sorted, stops.Thresholds[i], RowKind.Normal), stops.FalseAlarms[i]);
        }
    }

    [Fact]
    public void PlaceOf_AThresholdThatWasAskedFor_IsThere()
    {
        var stops = ThresholdStops.Of(Scores(300), [0.7f]);

        Assert.Equal(0.7f, stops.Thresholds[stops.PlaceOf(0.7f)]);
    }

    [Fact]
    public void Of_NoScores_HasOneThatFlagsNothing()
    {
        var stops = ThresholdStops.Of(new SortedScores([], []), []);

        Assert.Equal([0], stops.Flagged);
    }

    [Fact]
    public void Histogram_OfScores_HoldsEveryRowOrSaysHowManyAreBeyond()
    {
        var sorted = Scores(4000);
        sorted.Scores[^1] = float.PositiveInfinity;

        var histogram = ScoreHistogram.Of(sorted, 0.5f);

        Assert.Equal(4000, histogram.Beyond + histogram.Normal.Sum() + histogram.Anomalies.Sum() + histogram.Unknown.Sum());
        Assert.InRange(histogram.Beyond, 1, 10);
        Assert.Equal(histogram.Edges.Order(), histogram.Edges);
    }

    [Theory]
    [InlineData(-5f)]
    [InlineData(0.5f)]
    [InlineData(9f)]
    public void Histogram_OfAnyThreshold_HasItWithinItsAxis(float threshold)
    {
        var edges = ScoreHistogram.Of(Scores(500), threshold).Edges;

        Assert.InRange(threshold, edges[0] + 0.01, edges[^1] - 0.01);
    }

    private static int Above(SortedScores sorted, float threshold, RowKind? kind) => sorted.Scores.Where((score, i) => score > threshold && (kind is null || sorted.Kinds[i] == kind)).Count();

    private static SortedScores Scores(int rows)
    {
        var random = new Random(7);
        float[] scores = [.. Enumerable.Range(0, rows).Select(_ => MathF.Round(random.NextSingle(), 4)).Order()];
        return new SortedScores(scores, [.. scores.Select(_ => (RowKind)random.Next(3))]);
    }
}
