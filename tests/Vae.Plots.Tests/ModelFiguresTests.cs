using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;
using Vae.Plots.Tests.Support;
using Vae.Reports;

namespace Vae.Plots.Tests;

public sealed class ModelFiguresTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Scores_OfLabelledRows_AreCountedByLabelWithTheModelsThreshold()
    {
        var legend = trained.Model.Figures(trained.Labelled).Scores().Legend();

        Assert.Equal(["normal: 540", "anomalies: 60"], legend[..2]);
        Assert.StartsWith("threshold ", legend[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Roc_OfLabelledRows_HasTheAreaOfTheModelsScores()
    {
        var scores = new float[Trained.Count];
        trained.Model.Score(trained.Labelled.Values.Span, scores);
        bool[] labels = [.. trained.Labelled.Labels!.Value.ToArray().Select(label => label != 0)];
        var figures = trained.Model.Figures(trained.Labelled);

        Assert.Equal(FormattableString.Invariant($"this score: area {DetectionMetrics.AreaUnderRoc(scores, labels):F3}"), figures.Roc().Legend()[0]);
        Assert.Equal(FormattableString.Invariant($"this score: average precision {DetectionMetrics.AveragePrecision(scores, labels):F3}"), figures.PrecisionRecall().Legend()[0]);
        Assert.Contains("|z|", figures.Roc().Legend()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_ThatNeedLabels_SaySoWithoutThem()
    {
        var figures = trained.Model.Figures(trained.Unlabelled);

        Assert.All(new Func<Figure>[] { figures.Roc, figures.PrecisionRecall, figures.CodesByLabel }, picture =>
            Assert.Contains("The rows have no labels", Assert.Throws<VaeDataException>(picture).Message, StringComparison.Ordinal));
        Assert.Equal("rows: 600", figures.Scores().Legend()[0]);
    }

    [Fact]
    public void Roc_LabelsOfOneKind_SaysSo()
    {
        var rows = new MemoryRowSource(trained.Labelled.Values, Trained.Width, labels: new float[Trained.Count]);

        Assert.Contains("all of one kind", Assert.Throws<VaeDataException>(() => trained.Model.Figures(rows).Roc()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_NoRows_SaysSo() => Assert.Contains(
        "There are no rows", Assert.Throws<VaeDataException>(() => trained.Model.Figures(new MemoryRowSource(Array.Empty<float>(), Trained.Width))).Message, StringComparison.Ordinal);

    [Fact]
    public void Figures_RowsOfAnotherWidth_SaysBoth() => Assert.Throws<VaeDataException>(() => trained.Model.Figures(new MemoryRowSource(new float[6], 3)));

    [Fact]
    public void Figures_OneRow_ShowsItsScoreAndNoMap()
    {
        var figures = trained.Model.Figures(new MemoryRowSource(trained.Labelled.Values[..Trained.Width], Trained.Width));

        Assert.Equal("rows: 1", figures.Scores().Legend()[0]);
        Assert.Contains("three rows at least", Assert.Throws<ArgumentException>(figures.CodesByScore).Message, StringComparison.Ordinal);
        Assert.NotEmpty(figures.Contributions(0).ToPng());
    }

    [Fact]
    public void Codes_MoreRowsThanSampled_SayHowMany()
    {
        var figures = trained.Model.Figures(trained.Labelled, sampledRows: 50);

        Assert.All(new[] { figures.CodesByScore(), figures.CodesByLabel(), figures.CodesByColumn("b") }, figure =>
        {
            Assert.Equal(50, figure.Clouds().Sum());
            Assert.Contains("50 of 600 rows, drawn at random", figure.Notes);
        });
    }

    [Fact]
    public void CodesByColumn_NoSuchColumn_NamesThoseThereAre() => Assert.Contains(
        "no column 'e'; it has 'a', 'b', 'c', 'd'", Assert.Throws<ArgumentException>(() => trained.Model.Figures(trained.Labelled).CodesByColumn("e")).Message, StringComparison.Ordinal);

    [Fact]
    public void Contributions_OfTheStrangestRow_HasItsNumberAndScore()
    {
        var figures = trained.Model.Figures(trained.Labelled);
        var scores = new float[Trained.Count];
        trained.Model.Score(trained.Labelled.Values.Span, scores);
        var strangest = Array.IndexOf(scores, scores.Max());
        var figure = figures.Contributions(figures.Strangest[0]);

        Assert.Equal(strangest, figures.Strangest[0]);
        Assert.StartsWith($"Row {strangest}: ", figure.Plot.Axes.Title.Label.Text, StringComparison.Ordinal);
        Assert.Equal(scores.Max(), figure.Bars().Sum(), 1e-3 * scores.Max());
        Assert.Contains("There are 600 rows", Assert.Throws<ArgumentOutOfRangeException>(() => figures.Contributions(600)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_RowsWithHoles_OfAModelThatTakesThem_LeaveNothingOut()
    {
        var values = trained.Labelled.Values.ToArray();
        for (var i = 0; i < values.Length; i += 7)
        {
            values[i] = float.NaN;
        }

        var rows = new MemoryRowSource(values, Trained.Width, ["a", "b", "c", "d"]);
        var model = new VaeTrainer(Trained.Options with { MissingValues = MissingValueHandling.Observed }).Fit(rows);
        var figures = model.Figures(rows);

        Assert.Empty(figures.Scores().Notes);
        var coloured = figures.CodesByColumn("a");
        Assert.Equal(Trained.Count, coloured.Clouds().Sum());
        Assert.Contains(System.FormattableString.Invariant($"Grey: {values.Where((value, i) => i % Trained.Width == 0 && float.IsNaN(value)).Count()} rows whose a is missing or infinite."), coloured.Notes);
        Assert.Contains(figures.Contributions(0).LeftTicks(), name => name.StartsWith("a = missing\nexpected ", StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_WhatReadsDataAsRows_AreThoseOfTheRows()
    {
        var figures = new Named(trained).Figures("rows", "label");

        Assert.Equal(trained.Model.Figures(trained.Labelled).Roc().Description, figures.Roc().Description);
        Assert.Throws<VaeDataException>(() => new Named(trained).Figures("rows").Roc());
    }

    [Fact]
    public void Figures_RowsWithoutAScore_AreCounted()
    {
        var values = trained.Labelled.Values.ToArray();
        values[0] = float.NaN;
        var figures = trained.Model.Figures(new MemoryRowSource(values, Trained.Width));

        Assert.Equal(["1 row without a score (NaN), not drawn"], figures.Scores().Notes);
        Assert.Contains("1 row without a score left out", figures.CodesByScore().Notes);
        Assert.Contains("Row 0 has no score", Assert.Throws<ArgumentException>(() => figures.Contributions(0)).Message, StringComparison.Ordinal);
    }

    /// <summary>Data that are known by a name, as a library of others may know them.</summary>
    private sealed class Named(Trained trained) : IRowsOf<string>
    {
        public VaeModel Model => trained.Model;

        public IRowSource Rows(string data, string? labelColumnName, string? normalLabel) => labelColumnName is null ? trained.Unlabelled : trained.Labelled;
    }
}
