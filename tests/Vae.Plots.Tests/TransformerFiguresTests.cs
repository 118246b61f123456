using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.MLNet;
using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

/// <summary>Figures of a transformer of ML.NET are those of its model and the rows that its data are.</summary>
public sealed class TransformerFiguresTests(Trained trained) : IClassFixture<Trained>
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Figures_OfATrainedTransformer_AreThoseOfItsModelAndRows()
    {
        var (transformer, view) = Fit();
        var rows = new MemoryRowSource(trained.Labelled.Values, Trained.Width, null, trained.Labelled.Labels);
        var wanted = transformer.Model.Figures(rows);

        var figures = transformer.Figures(view, "IsStrange");

        Assert.Equal(wanted.Strangest, figures.Strangest);
        Assert.Equal(["normal: 540", "anomalies: 60"], figures.Scores().Legend()[..2]);
        Assert.Equal(wanted.Scores().Bars(), figures.Scores().Bars());
        Assert.Equal(wanted.Roc().Description, figures.Roc().Description);
        Assert.Equal(wanted.PrecisionRecall().Lines(), figures.PrecisionRecall().Lines());
        Assert.Equal(wanted.CodesByLabel().Clouds(), figures.CodesByLabel().Clouds());
        Assert.Equal(wanted.Contributions(figures.Strangest[0]).LeftTicks(), figures.Contributions(figures.Strangest[0]).LeftTicks());
    }

    [Fact]
    public void Strangest_OfATransformer_IsTheRowWithTheHighestScore()
    {
        var (transformer, view) = Fit();
        var scores = transformer.Transform(view).GetColumn<float>("Score").ToArray();

        Assert.Equal(Array.IndexOf(scores, scores.Max()), transformer.Figures(view).Strangest[0]);
    }

    [Fact]
    public void Rows_WithANormalLabel_GiveFiguresOfTheOtherKind()
    {
        var (transformer, view) = Fit();

        var figures = transformer.Model.Figures(transformer.Rows(view, "Word", normalLabel: "plain"));

        Assert.Equal(transformer.Figures(view, "IsStrange").Roc().Description, figures.Roc().Description);
    }

    [Fact]
    public void Figures_WithoutLabelsOrOfAColumnThatIsNotThere_SayWhatIsWanted()
    {
        var (transformer, view) = Fit();

        Assert.Contains("have no labels", Assert.Throws<VaeDataException>(() => transformer.Figures(view).Roc()).Message, StringComparison.Ordinal);
        Assert.Contains("'IsStrang'", Assert.Throws<VaeDataException>(() => transformer.Figures(view, "IsStrang")).Message, StringComparison.Ordinal);
        var without = ml.Transforms.DropColumns("Features").Fit(view).Transform(view);
        Assert.Contains("'Features'", Assert.Throws<VaeDataException>(() => transformer.Figures(without)).Message, StringComparison.Ordinal);
    }

    private (VaeTransformer Transformer, IDataView View) Fit()
    {
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, Trained.Count).Select(i => new Reading
        {
            Features = trained.Labelled.Values.Slice(i * Trained.Width, Trained.Width).ToArray(),
            IsStrange = trained.Labelled.Labels!.Value.Span[i] != 0,
            Word = trained.Labelled.Labels!.Value.Span[i] != 0 ? "strange" : "plain",
        }).ToList());
        return (ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = Trained.Options }).Fit(view), view);
    }

    private sealed class Reading
    {
        [VectorType(Trained.Width)]
        public float[] Features { get; set; } = [];

        public bool IsStrange { get; set; }

        public string Word { get; set; } = "";
    }
}
