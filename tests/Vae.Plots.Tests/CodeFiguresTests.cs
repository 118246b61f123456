using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class CodeFiguresTests
{
    [Fact]
    public void Map_OfCodes_HasTheirLargestDirectionsWithVarianceOne()
    {
        var random = new Random(1);
        float[] codes = [.. Enumerable.Range(0, 300).SelectMany(_ => new[] { (float)random.NextDouble() * 0.1f, (float)random.NextDouble() * 9, (float)random.NextDouble() * 2 })];
        var figure = CodeFigures.Map(codes, 3, PointColours.Label(new bool[300]));
        var points = figure.Plot.GetPlottables<ScottPlot.Plottables.Markers>().Single().Data.GetScatterPoints();
        var mean = Enumerable.Range(0, 300).Average(i => codes[(3 * i) + 1]);

        Assert.Equal(300, points.Count);
        Assert.Equal(1, points.Average(point => point.X * point.X), 3);
        Assert.Equal(1, points.Average(point => point.Y * point.Y), 3);

        // The first direction is nearly the second number.
        var deviation = Math.Sqrt(Enumerable.Range(0, 300).Average(i => Math.Pow(codes[(3 * i) + 1] - mean, 2)));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal((codes[(3 * i) + 1] - mean) / deviation, points[i].X, 0.1));
    }

    [Fact]
    public void Map_MorePointsThanAreDrawn_DrawsSomeAndSaysSo()
    {
        var random = new Random(1);
        float[] codes = [.. Enumerable.Range(0, 2 * 21_000).Select(_ => (float)random.NextDouble())];
        var figure = CodeFigures.Map(codes, 2, PointColours.Number("score", codes.AsSpan(0, 21_000)));

        Assert.Equal(CodeFigures.MostPoints, figure.Clouds().Sum());
        Assert.Contains("20,000 of 21,000 rows, drawn at random", figure.Notes);
    }

    [Fact]
    public void Map_CodesThatAreNotFinite_AreLeftOutAndCounted()
    {
        var figure = CodeFigures.Map([1, 2, float.NaN, 1, 3, 5, 2, float.PositiveInfinity, 0, 0], 2, PointColours.Number("score", [1, 2, 3, 4, 5]));

        Assert.Equal(3, figure.Clouds().Sum());
        Assert.Contains("2 rows without a finite code left out", figure.Notes);
    }

    [Fact]
    public void Map_ByGroups_HasTheLargestTenAndTheOthersTogether()
    {
        string[] names = [.. Enumerable.Range(0, 12).SelectMany(group => Enumerable.Repeat($"g{group:00}", 20 - group))];
        var random = new Random(1);
        float[] codes = [.. names.SelectMany(_ => new[] { (float)random.NextDouble(), (float)random.NextDouble() })];
        var figure = CodeFigures.Map(codes, 2, PointColours.Group("kind", names));

        Assert.Equal(11, figure.Clouds().Length);
        Assert.Equal(names.Length, figure.Clouds().Sum());
        Assert.Contains("2 others", figure.Legend());
        Assert.Equal(10 + 9, figure.Clouds()[0]);
    }

    [Theory]
    [InlineData("10, 2, 1, 2, 10", "1, 2, 10")]
    [InlineData("b, a, c, a", "a, b, c")]
    public void Map_ByGroups_NamesThemInTheirOrder(string names, string wanted)
    {
        var groups = names.Split(", ");
        var figure = CodeFigures.Map([.. groups.SelectMany((_, i) => new[] { i, (float)(i * i) })], 2, PointColours.Group("kind", groups));

        Assert.Equal(wanted.Split(", "), figure.Legend());
    }

    [Fact]
    public void Map_ByLabel_HasAnomaliesOnTop() => Assert.Equal(
        ["normal", "anomaly"], CodeFigures.Map([1, 2, 3, 4, 7, 7, 1, 1], 2, PointColours.Label([true, true, true, false])).Legend());

    [Fact]
    public void Map_NumbersSomeMissing_DrawsThoseToo()
    {
        var figure = CodeFigures.Map([1, 2, 3, 4, 5, 7, 9, 9], 2, PointColours.Number("x", [1, float.NaN, 3, 4]));

        Assert.Equal(4, figure.Clouds().Sum());
        using var pixels = figure.Pixels();
        Assert.InRange(pixels.CountOf("#a32d0b"), 10, 10_000);
    }

    [Fact]
    public void Map_CodesOfOneNumber_AreDrawnAgainstTheNumbers()
    {
        var figure = CodeFigures.Map([1, 2, 4], 1, PointColours.Number("score", [5, 6, 7]));

        Assert.Equal("score", figure.Plot.Axes.Left.Label.Text);
        Assert.Equal([5, 6, 7], figure.Plot.GetPlottables<ScottPlot.Plottables.Markers>().SelectMany(cloud => cloud.Data.GetScatterPoints()).Select(point => point.Y).Order());
    }

    [Fact]
    public void Map_TooFewRows_SaysHowMany() => Refused("three rows at least", [1, 2, 3, 4], 2);

    [Fact]
    public void Map_AllOneCode_SaysWhatThatMeans() => Refused("a model has collapsed", [1, 2, 1, 2, 1, 2], 3);

    [Fact]
    public void Map_CodesOfOtherRowsThanColours_SaysHowMany() => Refused("6 values are not the codes of 2 rows", [1, 2, 1, 2, 1, 3], 2);

    private static void Refused(string words, float[] codes, int rows) => Assert.Contains(
        words, Assert.Throws<ArgumentException>(() => CodeFigures.Map(codes, 2, PointColours.Number("score", new float[rows]))).Message, StringComparison.Ordinal);
}
