using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Slots of a vector are found by name where they have names, as columns of a file are.</summary>
public sealed class ColumnsByNameTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public ColumnsByNameTests() => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };

    [Theory]
    [InlineData("f|e|d|c|b|a")]
    [InlineData("b|a|c|d|e|f")]
    [InlineData(" b|a |c|d|e|f")]
    public void Transform_SlotsInAnotherOrder_ScoresThemByName(string order)
    {
        var (transformer, rows, expected) = Trained();
        warnings.Clear();

        var scores = Scores(transformer, View(rows, order.Split('|')));

        Assert.Equal(expected, scores);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Transform_SlotsThatTheModelDoesNotKnow_AreLeftOutWithAWarning()
    {
        var (transformer, rows, expected) = Trained();
        warnings.Clear();

        var scores = Scores(transformer, View(rows, ["id", "c", "b", "a", "f", "e", "d", "note"]));

        Assert.Equal(expected, scores);
        Assert.Equal("The model does not know the slots 'id', 'note' of column 'Features', which were left out.", Assert.Single(warnings));
    }

    [Fact]
    public void Transform_SlotThatIsNotThere_IsNamedWithWhatItMightBe()
    {
        var (transformer, rows, _) = Trained();

        var error = Assert.Throws<VaeDataException>(() => transformer.Transform(View(rows, ["a", "b", "C", "d", "e", "f"])));

        Assert.Equal(
            "Column 'Features' has no slot 'c', which this model was trained on; did you mean 'C'? Feed the columns it was trained on, named alike and in whatever order.", error.Message);
    }

    [Fact]
    public void Transform_SlotsOfOtherNames_AreTakenByPlaceWithAWarning()
    {
        var (transformer, rows, expected) = Trained();
        warnings.Clear();

        var scores = Scores(transformer, View(rows, [.. Names.Select(name => name + name)], rename: true));

        Assert.Equal(expected, scores);
        Assert.StartsWith("The slots of column 'Features' are named 'aa', 'bb'", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_SlotsWithoutNames_AreTakenByPlaceAndMustBeAsMany()
    {
        var (transformer, rows, expected) = Trained();
        warnings.Clear();

        Assert.Equal(expected, Scores(transformer, ml.Data.LoadFromEnumerable(rows)));
        Assert.Empty(warnings);
        Assert.StartsWith("Column 'Label' has 1 values a row but this model was trained on 6", Assert.Throws<VaeDataException>(
            () => ml.Vae.FromModel(transformer.Model, transformer.Columns with { Features = "Label" }).Transform(ml.Data.LoadFromEnumerable(rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_MixedUpSlots_GivesOutputsInTheModelsOrder()
    {
        var (transformer, rows, _) = Trained();

        var shuffled = transformer.Transform(View(rows, ["f", "e", "d", "c", "b", "a"]));

        Assert.Equal(Names, TestData.SlotNames(shuffled.Schema["Reconstruction"]));
        Assert.Equal(
            transformer.Transform(View(rows, Names)).GetColumn<float[]>("Reconstruction").SelectMany(row => row), shuffled.GetColumn<float[]>("Reconstruction").SelectMany(row => row));
    }

    [Fact]
    public void PredictionEngineAndThreshold_MixedUpSlots_ReadThemByName()
    {
        var (transformer, rows, _) = Trained();
        var (straight, mixed) = (View(rows, Names), View(rows, ["c", "b", "a", "f", "e", "d"]));

        Assert.Equal(
            transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), straight).Model.Threshold,
            transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), mixed).Model.Threshold);
        Assert.Equal(transformer.Compare(straight).PValue, transformer.Compare(mixed).PValue);
    }

    [Fact]
    public void Fit_ValidationRowsWithMixedUpSlots_AreReadByName()
    {
        var rows = TestData.Rows(120);
        var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns);

        var straight = estimator.Fit(View(rows, Names), View(TestData.Rows(40, seed: 2), Names)).Model.Report.ValidationLoss;
        var mixed = estimator.Fit(View(rows, Names), View(TestData.Rows(40, seed: 2), ["f", "e", "d", "c", "b", "a"])).Model.Report.ValidationLoss;

        Assert.Equal(straight, mixed);
    }

    [Fact]
    public void Classifier_MixedUpSlots_AreReadByName()
    {
        var rows = TestData.Rows(120);
        var straight = Keyed(View(rows, Names));
        var classifier = ml.Vae.Classifier("Key", options: new VaeClassifierOptions { Pretraining = TestData.Model, Epochs = 2, Seed = 3 }).Fit(straight);

        float[][] mixed = [.. classifier.Transform(Keyed(View(rows, ["c", "b", "a", "f", "e", "d"]))).GetColumn<float[]>("Score")];

        Assert.Equal(classifier.Transform(straight).GetColumn<float[]>("Score").SelectMany(row => row), mixed.SelectMany(row => row));
    }

    private (VaeTransformer Transformer, Row[] Rows, float[] Scores) Trained()
    {
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(View(TestData.Rows(200), Names));
        var rows = TestData.Rows(40, seed: 5);
        return (transformer, rows, Scores(transformer, View(rows, Names)));
    }

    private static float[] Scores(VaeTransformer transformer, IDataView view) => [.. transformer.Transform(view).GetColumn<float>("Score")];

    private IDataView Keyed(IDataView view) => ml.Transforms.Conversion.MapValueToKey("Key", "IsStrange").Fit(view).Transform(view);

    /// <summary>The rows with named slots: each name has the values of the feature of that name (or, renamed, of its place), and one that is no feature's has zeros.</summary>
    private IDataView View(Row[] rows, string[] order, bool rename = false)
    {
        var moved = rows.Select(row => new Row
        {
            Features = [.. order.Select((name, i) => rename ? row.Features[i] : Array.IndexOf(Names, name.Trim()) is >= 0 and var place ? row.Features[place] : 0)],
            Label = row.Label,
            IsStrange = row.IsStrange,
            Extra = row.Extra,
        });
        var definition = SchemaDefinition.Create(typeof(Row));
        var features = definition[nameof(Row.Features)];
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, order.Length);
        features.AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(order.Length, [.. order.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, order.Length));
        return ml.Data.LoadFromEnumerable(moved.ToArray(), definition);
    }
}
