using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Generation;
using Vae.Core.Objectives;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class GenerationTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void S7_Sample_ManyRows_AreTheModelsInItsOrderAtEveryPass()
    {
        const int Count = 9000;
        var transformer = TestData.Fit(ml);
        var options = new SamplingOptions { DecoderNoise = true, FirstRow = 5 };

        var view = transformer.Sample(Count, seed: 3, options);

        var expected = transformer.Model.Sample(Count, 3, options);
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(expected.Rows, view.GetColumn<float[]>("Features").SelectMany(row => row).ToArray());
            Assert.Equal(expected.Codes, view.GetColumn<float[]>("Latent").SelectMany(code => code).ToArray());
        }

        Assert.Equal(Count, view.GetRowCount());
        Assert.False(view.CanShuffle);
    }

    [Fact]
    public void S7_Sample_PlainAutoencoder_IsRefusedAtOnce()
    {
        var transformer = ml.Vae.Autoencoder(latentDimension: 2, epochs: 1).Fit(TestData.View(ml, 60));

        var error = Assert.Throws<InvalidOperationException>(() => transformer.Sample(5));

        Assert.Contains("whose codes follow no prior", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, transformer.Interpolate(TestData.View(ml, 4), 0, 1, steps: 3).GetRowCount());
    }

    [Fact]
    public void S11_VaeGan_InAPipeline_EncodesAndDrawsRows()
    {
        var transformer = ml.Vae.VaeGan(latentDimension: 2, epochs: 2).Fit(TestData.View(ml, 100));

        var codes = transformer.Transform(TestData.View(ml, 4)).GetColumn<float[]>("Latent").ToArray();

        Assert.All(codes, code => Assert.All(code, value => Assert.True(float.IsFinite(value))));
        Assert.Equal(5, transformer.Sample(5).GetColumn<float[]>("Features").Count());
    }

    [Fact]
    public void S10_Adversarial_LabelsOfAColumn_BringEachKeyToItsComponent()
    {
        // Two far groups of rows, and a prior whose two components lie on the other sides of 0.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 400).Select(i => new Labelled
        {
            Features = [.. Enumerable.Range(0, 4).Select(d => (float)(random.NextDouble() + (i % 2 * 5)))],
            Class = (uint)(i % 2),
            Name = i % 2 == 0 ? "low" : "high",
        }).ToArray();
        var view = ml.Data.LoadFromEnumerable(rows);
        var encoded = ml.Vae.Adversarial(prior: Prior.Circle(2), epochs: 200, labelColumnName: "Class").Fit(view).Transform(view);

        var codes = encoded.GetColumn<float[]>("Latent").ToArray();
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(i % 2 == 0, codes[i][0] > 0));
        Assert.Throws<VaeDataException>(() => ml.Vae.Adversarial(prior: Prior.Circle(2), labelColumnName: "Name").Fit(view));
    }

    private sealed class Labelled
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        [KeyType(2)]
        public uint Class { get; set; }

        public string Name { get; set; } = "";
    }

    [Fact]
    public void S7_Sample_Schema_HasTheTrainedColumnWithItsSlotNames()
    {
        var named = ml.Transforms.Concatenate("Inputs", "Features", "Label")
            .Append(ml.Vae.Encode(new VaeEncodingOptions { FeatureColumnName = "Inputs", LatentColumnName = "Code", Model = TestData.Model }))
            .Fit(TestData.View(ml, 60)).LastTransformer;

        var schema = named.Sample(2).Schema;

        Assert.Equal(["Inputs", "Code"], schema.Select(column => column.Name));
        Assert.Equal([7, TestData.LatentDimension], schema.Select(column => ((VectorDataViewType)column.Type).Size));
        Assert.Equal(named.Model.FeatureNames, TestData.SlotNames(schema["Inputs"]));
        Assert.Equal(["Code0", "Code1", "Code2"], TestData.SlotNames(schema["Code"]));
    }

    [Fact]
    public void S7_Sample_CodeInThePlaceOfTheFeatures_KeepsBoth()
    {
        var transformer = ml.Vae.FromModel(TestData.Fit(ml).Model, new VaeColumns { Features = "Features", Latent = "Features" });

        Assert.Equal(["Features", "FeaturesCode"], transformer.Sample(2).Schema.Select(column => column.Name));
    }

    [Fact]
    public void S7_Sample_ThroughTheTransformer_IsScoredAndKeepsItsRows()
    {
        var transformer = TestData.Fit(ml);
        var view = transformer.Sample(50);

        var scored = transformer.Transform(view);

        var scores = new float[50];
        transformer.Model.Score(transformer.Model.Sample(50).Rows, scores);
        Assert.Equal(scores, scored.GetColumn<float>("Score"));
        Assert.Equal(50, ml.Data.Cache(view).GetColumn<float[]>("Features").Count());
        Assert.Equal(50, transformer.Sample(50).Preview(100).RowView.Length);
    }

    [Fact]
    public void S8_Interpolate_TwoRowsOfAView_AreTheEndsOfThePath()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(40);
        var expected = transformer.Model.Interpolate(rows[31].Features, rows[4].Features, 6, InterpolationKind.Spherical);

        var view = transformer.Interpolate(ml.Data.LoadFromEnumerable(rows), 31, 4, 6, InterpolationKind.Spherical);

        Assert.Equal(expected.Rows, view.GetColumn<float[]>("Features").SelectMany(row => row).ToArray());
        Assert.Equal(expected.Codes, view.GetColumn<float[]>("Latent").SelectMany(code => code).ToArray());
        Assert.Equal(6, view.GetRowCount());
    }

    [Fact]
    public void S8_ToDataView_Traversal_ShowsItsRows()
    {
        var transformer = TestData.Fit(ml);
        var path = transformer.Model.Traverse(TestData.Rows(1)[0].Features, 1);

        var view = transformer.ToDataView(path);

        Assert.Equal(path.Rows, view.GetColumn<float[]>("Features").SelectMany(row => row).ToArray());
        var narrow = TestData.Model with { Network = new() { HiddenLayers = [4], LatentDimension = 1 } };
        var other = ml.Vae.Encode(new VaeEncodingOptions { FeatureColumnName = "Label", Model = narrow }).Fit(TestData.View(ml, 30)).Model.Sample(1);
        var error = Assert.Throws<ArgumentException>(() => transformer.ToDataView(other));
        Assert.Contains("The rows have 1 features and codes of 1 numbers, but this model's have 6 and 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void S7_GeneratedCursor_AskedForWhatItCannotGive_SaysWhat()
    {
        var view = TestData.Fit(ml).Sample(2);
        using var cursor = view.GetRowCursor([view.Schema["Latent"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Latent"]);
        VBuffer<float> code = default;

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Latent"]));
        Assert.Throws<InvalidOperationException>(() => getter(ref code));
        Assert.True(cursor.MoveNext());
        getter(ref code);
        Assert.Equal((3, 0L), (code.Length, cursor.Position));
        Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => getter(ref code));
        Assert.Throws<ArgumentException>(() => view.GetRowCursor([TestData.View(ml, 1).Schema["Extra"]]));
    }

    [Fact]
    public void S7_SampleAndInterpolate_BadInput_IsNamedAtOnce()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(5);
        rows[2].Features[1] = float.NaN;
        var view = ml.Data.LoadFromEnumerable(rows);

        Assert.Contains("count is 0", Assert.Throws<ArgumentException>(() => transformer.Sample(0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => transformer.Sample(long.MaxValue));
        Assert.Throws<ArgumentException>(() => transformer.Sample(1, 0, new SamplingOptions { Temperature = -1 }));
        Assert.Throws<ArgumentException>(() => transformer.Interpolate(view, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Interpolate(view, -1, 1));
        Assert.Equal(
            "The data have 5 rows, counted from 0, but row 7 was asked for; choose another.",
            Assert.Throws<VaeDataException>(() => transformer.Interpolate(view, 0, 7)).Message);
        Assert.StartsWith(
            "Row 2 of the data, counted from 0, holds a missing or infinite value",
            Assert.Throws<VaeDataException>(() => transformer.Interpolate(view, 0, 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<VaeDataException>(() => transformer.Interpolate(ml.Data.LoadFromEnumerable(new[] { new { A = 1f } }), 0, 1));
    }
}
