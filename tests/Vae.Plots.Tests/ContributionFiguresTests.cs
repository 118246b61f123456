using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class ContributionFiguresTests(Trained trained) : IClassFixture<Trained>
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 4)]
    [InlineData(10, 4)]
    public void Bars_OfARow_AddUpToItsScore(int columns, int bars)
    {
        var explanation = trained.Model.Explain(trained.Labelled.Values.Span.Slice(9 * Trained.Width, Trained.Width));
        var figure = ContributionFigures.Bars(explanation, trained.Model, columns);

        Assert.Equal(bars, figure.Bars().Length);
        Assert.Equal(explanation.Score, figure.Bars().Sum(), 1e-3 * explanation.Score);
        Assert.StartsWith(explanation.Largest(1)[0].Name + " = ", figure.LeftTicks()[0], StringComparison.Ordinal);
        Assert.Equal(bars > columns, figure.LeftTicks()[^1] == "2 other columns");
    }

    [Fact]
    public void Bars_ExplanationOfAnotherModel_SaysSo()
    {
        var explanation = trained.OfPictures.Explain(trained.Pictures.AsSpan(0, 16));

        Assert.Contains(
            "has 16 features but the model 4", Assert.Throws<ArgumentException>(() => ContributionFigures.Bars(explanation, trained.Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_InfiniteScore_SaysWhy()
    {
        var explanation = trained.Model.Explain(trained.Labelled.Values.Span[..Trained.Width]) with { Score = float.PositiveInfinity };

        Assert.Contains("score is infinite", Assert.Throws<ArgumentException>(() => ContributionFigures.Bars(explanation, trained.Model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void Bars_NumberOfColumnsOutOfRange_IsRefused(int columns)
    {
        var explanation = trained.Model.Explain(trained.Labelled.Values.Span[..Trained.Width]);

        Assert.Throws<ArgumentOutOfRangeException>(() => ContributionFigures.Bars(explanation, trained.Model, columns));
    }
}
