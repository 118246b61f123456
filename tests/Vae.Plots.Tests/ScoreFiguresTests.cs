using Vae.Core.Scoring;
using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class ScoreFiguresTests
{
    private static readonly float[] Scores = [.. Enumerable.Range(0, 500).Select(i => (float)Math.Sin(i) + (i % 7 == 0 ? 1.2f : 0))];
    private static readonly bool[] Labels = [.. Enumerable.Range(0, 500).Select(i => i % 7 == 0)];

    [Fact]
    public void Histogram_WithLabels_CountsEveryRowOfEachKind()
    {
        var figure = ScoreFigures.Histogram(Scores, 0.5f, Labels);

        Assert.Equal(500, figure.Bars().Sum());
        Assert.Equal(["normal: 428", "anomalies: 72", "threshold 0.5: 39 % flagged"], figure.Legend());
        Assert.Empty(figure.Notes);
    }

    [Fact]
    public void Histogram_WithoutLabels_IsOfOneKind() => Assert.Equal(["rows: 500", "threshold 0.5: 39 % flagged"], ScoreFigures.Histogram(Scores, 0.5f).Legend());

    [Fact]
    public void Histogram_NoThreshold_HasNone() => Assert.Equal(["rows: 500"], ScoreFigures.Histogram(Scores, float.NaN).Legend());

    [Fact]
    public void Histogram_ScoresThatAreNoNumbers_AreLeftOutAndCounted()
    {
        var figure = ScoreFigures.Histogram([1, 2, float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3], 2.5f);

        Assert.Equal(3, figure.Bars().Sum());
        Assert.Equal(["2 rows without a score (NaN), not drawn", "2 rows with an infinite score, not drawn"], figure.Notes);

        // An infinite score is above every threshold.
        Assert.Contains("threshold 2.5: 40 % flagged", figure.Legend());
        Assert.EndsWith(string.Join('\n', figure.Notes), figure.Plot.Axes.Bottom.Label.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_ScoresOfManySizes_IsLogarithmic()
    {
        var figure = ScoreFigures.Histogram([1, 1.5f, 2, 2, 3, 500, 90_000], 400);

        Assert.Equal("score, logarithmic", figure.Plot.Axes.Bottom.Label.Text);
        Assert.Equal(["1", "10", "100", "1000", "10000"], figure.BottomTicks());
        Assert.Equal(Math.Log10(400), Assert.Single(figure.Plot.GetPlottables<ScottPlot.Plottables.VerticalLine>()).X, 9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Histogram_OneRowOrEqualOnes_IsDrawn(int rows)
    {
        var figure = ScoreFigures.Histogram(Enumerable.Repeat(3f, rows).ToArray(), 3);

        Assert.Equal([rows], figure.Bars());
        using var pixels = figure.Pixels();
        Assert.InRange(pixels.CountOf("#8b93a0"), 100, 100_000);
    }

    [Fact]
    public void Histogram_NoRows_SaysSo() => Assert.Contains("There are no scores to draw", Assert.Throws<ArgumentException>(() => ScoreFigures.Histogram([], 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Histogram_NoFiniteScore_SaysSo() => Assert.Contains(
        "Not one of the 3 scores is a finite number",
        Assert.Throws<ArgumentException>(() => ScoreFigures.Histogram([float.NaN, float.PositiveInfinity, float.NaN], 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Histogram_OtherNumberOfLabels_SaysHowMany() => Assert.Contains(
        "3 scores but 2 labels", Assert.Throws<ArgumentException>(() => ScoreFigures.Histogram([1, 2, 3], 1, [true, false])).Message, StringComparison.Ordinal);

    [Fact]
    public void Roc_OfScores_HasTheAreaAndThePointOfTheThreshold()
    {
        var figure = ScoreFigures.Roc(Scores, Labels, threshold: 0.9f);
        var counts = DetectionMetrics.CountAt(Scores, Labels, 0.9f);
        var mark = Assert.Single(figure.Plot.GetPlottables<ScottPlot.Plottables.Markers>()).Data.GetScatterPoints().Single();

        Assert.Equal([FormattableString.Invariant($"this score: area {DetectionMetrics.AreaUnderRoc(Scores, Labels):F3}"), "chance: area 0.5", "threshold 0.9"], figure.Legend());
        Assert.Equal((counts.FalsePositiveRate, counts.Recall), (mark.X, mark.Y));
        Assert.Equal((0, 0, 1, 1), (figure.Lines()[0][0].X, figure.Lines()[0][0].Y, figure.Lines()[0][^1].X, figure.Lines()[0][^1].Y));
        Assert.Contains(figure.Lines()[0], point => Math.Abs(point.X - counts.FalsePositiveRate) < 0.01 && Math.Abs(point.Y - counts.Recall) < 0.02);
    }

    [Fact]
    public void PrecisionRecall_OfScores_HasTheShareOfAnomaliesAsBaseline()
    {
        var figure = ScoreFigures.PrecisionRecall(Scores, Labels, Scores);

        Assert.Equal(3, figure.Lines().Length);
        Assert.All(figure.Lines()[2], point => Assert.Equal(72 / 500.0, point.Y));
        Assert.Equal(figure.Lines()[0], figure.Lines()[1]);
        Assert.StartsWith(FormattableString.Invariant($"this score: average precision {DetectionMetrics.AveragePrecision(Scores, Labels):F3}"), figure.Legend()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Roc_RowsWithoutAScore_AreLeftOutAndCounted()
    {
        var figure = ScoreFigures.Roc([1, float.NaN, 3, float.PositiveInfinity, 0], [false, true, true, true, false]);

        Assert.Equal(["1 row without a score (NaN) left out"], figure.Notes);
        Assert.Contains("area 1.000", figure.Legend()[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[0], new bool[0], "There are no scores")]
    [InlineData(new float[] { 1, 2 }, new[] { true, true }, "Of the 2 rows that have a score 2 are anomalies")]
    [InlineData(new float[] { 1 }, new[] { false }, "Of the 1 rows that have a score 0 are anomalies")]
    [InlineData(new float[] { 1, float.NaN }, new[] { false, true }, "Of the 1 rows that have a score 0 are anomalies")]
    [InlineData(new float[] { 1, 2 }, new[] { true }, "2 scores, 1 labels")]
    public void Curves_RowsThatCannotBeRanked_SayWhy(float[] scores, bool[] labels, string words)
    {
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => ScoreFigures.Roc(scores, labels)).Message, StringComparison.Ordinal);
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => ScoreFigures.PrecisionRecall(scores, labels)).Message, StringComparison.Ordinal);
    }
}
