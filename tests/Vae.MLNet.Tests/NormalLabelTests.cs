using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Labels in whatever spelling: which of them is the normal one is said, and means what it means in files.</summary>
public sealed class NormalLabelTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(nameof(Spelled.Truth), null)]
    [InlineData(nameof(Spelled.Fine), "true")]
    [InlineData(nameof(Spelled.Fine), "1")]
    [InlineData(nameof(Spelled.OneForNormal), "1")]
    [InlineData(nameof(Spelled.Signed), "1")]
    [InlineData(nameof(Spelled.Signed), " 1.0 ")]
    [InlineData(nameof(Spelled.Exact), "0.1")]
    [InlineData(nameof(Spelled.Text), "normal")]
    [InlineData(nameof(Spelled.Accented), "inconnu\u00e9")]
    [InlineData(nameof(Spelled.Digits), null)]
    [InlineData(nameof(Spelled.Digits), "0.0")]
    [InlineData("Key", "normal")]
    public void WithThreshold_NormalLabelInAnySpelling_IsThatOfZeroAndOne(string column, string? normal)
    {
        var (transformer, view) = Labelled();

        var threshold = transformer.WithThreshold(ThresholdPolicy.BestF1(), view, column, normal).Model.Threshold;
        var probability = transformer.WithProbability(view, column, normalLabel: normal).Model;

        Assert.Equal(transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "Label").Model.Threshold, threshold);
        Assert.Equal(transformer.WithProbability(view, "Label").Model.Probability(threshold), probability.Probability(threshold));
    }

    [Fact]
    public void WithThreshold_KeyWhoseFirstValueIsAnomalous_NeedsTheNormalOneSaid()
    {
        var (transformer, view) = Labelled();

        var guessed = transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "Key").Model.Threshold;

        Assert.NotEqual(transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "Label").Model.Threshold, guessed);
    }

    [Theory]
    [InlineData("Key", "ordinary", "has no value 'ordinary', the normal label; its values are 'attack', 'normal'.")]
    [InlineData(nameof(Spelled.Signed), "normal", "is Int32 but the normal label 'normal' is no number")]
    [InlineData(nameof(Spelled.Text), null, "holds 'attack', which is no number; name the label of normal rows (normalLabel), such as 'attack' if it is that.")]
    [InlineData("Features", null, "a Boolean, a number, a text or a key was wanted")]
    public void WithThreshold_LabelThatCannotBe_IsRefusedInWords(string column, string? normal, string words)
    {
        var (transformer, view) = Labelled();

        var error = Assert.Throws<VaeDataException>(() => transformer.WithThreshold(ThresholdPolicy.BestF1(), view, column, normal));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithThreshold_NormalLabelWithoutAColumn_IsRefused()
    {
        var (transformer, view) = Labelled();

        Assert.Contains("labelColumnName", Assert.Throws<ArgumentException>(
            () => transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), view, normalLabel: "normal")).Message, StringComparison.Ordinal);
        Assert.Contains("normalLabel", Assert.Throws<ArgumentException>(
            () => transformer.WithThreshold(ThresholdPolicy.BestF1(), view, nameof(Spelled.Text), "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithProbability_LabelsThatAreMissing_AreNone()
    {
        var (transformer, view) = Labelled();
        var labelled = ml.Data.FilterByCustomPredicate<Spelled>(view, row => row.WithGaps.Length == 0);
        var strange = transformer.Model.Threshold * 2;
        var expected = transformer.WithProbability(labelled, "Label").Model.Probability(strange);

        Assert.Equal(expected, transformer.WithProbability(view, nameof(Spelled.WithGaps), normalLabel: "normal").Model.Probability(strange));
        Assert.Equal(expected, transformer.WithProbability(Keyed(view, nameof(Spelled.WithGaps)), "Key", normalLabel: "normal").Model.Probability(strange));
        Assert.NotEqual(transformer.WithProbability(view, "Label").Model.Probability(strange), expected);
    }

    private (VaeTransformer Transformer, IDataView View) Labelled()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(300);
        var expected = TestData.Expected(transformer.Model, rows);
        float[] scores = [.. expected.Select(row => row.Score)];
        float[] sorted = [.. scores.Order()];

        // Anomalies are the strangest fifth, and one of the ordinary rows, so that no threshold is perfect; the first row is one of them, so that a key begins with it.
        var view = ml.Data.LoadFromEnumerable(rows.Select((row, i) => (Row: row, Score: scores[i], IsAnomaly: scores[i] > sorted[240] || scores[i] == sorted[100]))
            .OrderByDescending(row => row.IsAnomaly)
            .Select(row => new Spelled
            {
                Features = row.Row.Features,
                Label = row.IsAnomaly ? 1 : 0,
                Truth = row.IsAnomaly,
                Fine = !row.IsAnomaly,
                OneForNormal = row.IsAnomaly ? 0 : 1,
                Signed = row.IsAnomaly ? -1 : 1,
                Exact = row.IsAnomaly ? 0.2 : 0.1,
                Text = row.IsAnomaly ? "attack" : "normal",
                Accented = row.IsAnomaly ? "connu" : "inconnue\u0301",
                Digits = row.IsAnomaly ? "1" : "0",
                WithGaps = row.Score > sorted[270] ? "" : row.IsAnomaly ? "attack" : "normal",
            }).ToArray());
        return (transformer, Keyed(view, nameof(Spelled.Text)));
    }

    private IDataView Keyed(IDataView view, string column) => ml.Transforms.Conversion.MapValueToKey("Key", column).Fit(view).Transform(view);

    private sealed class Spelled
    {
        [VectorType(Row.FeatureCount)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public bool Truth { get; set; }

        public bool Fine { get; set; }

        public float OneForNormal { get; set; }

        public int Signed { get; set; }

        public double Exact { get; set; }

        public string Text { get; set; } = "";

        public string Accented { get; set; } = "";

        public string Digits { get; set; } = "";

        public string WithGaps { get; set; } = "";
    }
}
