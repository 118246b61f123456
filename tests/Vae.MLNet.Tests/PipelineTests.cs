using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>The component between the other parts of ML.NET that a pipeline is made of.</summary>
public sealed class PipelineTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Cache_OfScoredRows_ReadsThemOnce()
    {
        var spy = new SpyView(TestData.View(ml, 100));
        var scored = ml.Data.Cache(TestData.Fit(ml).Transform(spy), "Score");

        var first = scored.GetColumn<float>("Score").ToArray();
        var second = scored.GetColumn<float>("Score").ToArray();

        Assert.Equal(first, second);
        Assert.Equal(1, spy.Passes);
    }

    [Fact]
    public void ShuffleRows_OfScoredRows_KeepsRowsTogether()
    {
        var rows = TestData.Rows(300);
        var transformer = TestData.Fit(ml);
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));

        var shuffled = TestData.Read(ml, ml.Data.ShuffleRows(scored, seed: 5));

        Assert.NotEqual(rows.Select(r => r.Number), shuffled.Select(o => o.Number));
        TestData.AssertEqual(TestData.Expected(transformer.Model, rows), [.. shuffled.OrderBy(o => o.Number)]);
    }

    [Fact]
    public void ShuffleRows_BeforeTheTransformer_KeepsRowsTogether()
    {
        var rows = TestData.Rows(300);
        var transformer = TestData.Fit(ml);
        var shuffled = ml.Data.ShuffleRows(ml.Data.LoadFromEnumerable(rows), seed: 5);

        var scored = TestData.Read(ml, transformer.Transform(shuffled));

        TestData.AssertEqual(TestData.Expected(transformer.Model, rows), [.. scored.OrderBy(o => o.Number)]);
    }

    [Fact]
    public void TakeAndSkipRows_OfScoredRows_DeliverThatPart()
    {
        var rows = TestData.Rows(200);
        var transformer = TestData.Fit(ml);
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));
        var expected = TestData.Expected(transformer.Model, rows);

        TestData.AssertEqual([.. expected.Take(50)], TestData.Read(ml, ml.Data.TakeRows(scored, 50)));
        TestData.AssertEqual([.. expected.Skip(150)], TestData.Read(ml, ml.Data.SkipRows(scored, 150)));
    }

    [Fact]
    public void FilterRowsByColumn_OnTheScore_KeepsTheStrangeRows()
    {
        var rows = TestData.Rows(200);
        var transformer = TestData.Fit(ml);
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));
        var threshold = transformer.Model.Threshold;

        var strange = TestData.Read(ml, ml.Data.FilterRowsByColumn(scored, "Score", lowerBound: threshold));

        TestData.AssertEqual([.. TestData.Expected(transformer.Model, rows).Where(o => o.Score >= threshold)], strange);
    }

    [Fact]
    public void Preview_OfScoredRows_ShowsEveryColumn()
    {
        var preview = TestData.Fit(ml).Transform(TestData.View(ml, 50)).Preview(maxRows: 5);

        Assert.Equal(5, preview.RowView.Length);
        Assert.Equal(
            ["Features", "Label", "IsStrange", "Number", "Name", "Extra", "Latent", "Reconstruction", "Score", "PredictedLabel"],
            preview.Schema.Select(c => c.Name));
        Assert.Equal("row 3", preview.RowView[3].Values.Single(v => v.Key == "Name").Value.ToString());
    }

    [Fact]
    public void LoadFromTextFile_AsTheSource_TrainsAndScores()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.csv");
        try
        {
            var rows = TestData.Rows(120);
            File.WriteAllLines(path, rows.Select(Line).Prepend("a,b,c,d,e,f,label,number"));
            var options = new TextLoader.Options
            {
                Columns =
                [
                    new("Features", DataKind.Single, 0, 5),
                    new("Label", DataKind.Single, 6),
                    new("Number", DataKind.Int32, 7),
                ],
                Separators = [','],
                HasHeader = true,
            };
            var view = ml.Data.LoadFromTextFile(path, options);

            var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view);

            TestData.AssertEqual(TestData.Expected(transformer.Model, rows), TestData.Read(ml, transformer.Transform(view)));
            Assert.Equal(["a", "b", "c", "d", "e", "f"], transformer.Model.FeatureNames);

            // The overload without an options object never names slots after the header.
            var unnamed = ml.Data.LoadFromTextFile(path, options.Columns, separatorChar: ',', hasHeader: true);
            Assert.Null(unnamed.Schema["Features"].Annotations.Schema.GetColumnOrNull("SlotNames"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Append_AfterTheEstimator_SeesTheColumns()
    {
        var view = TestData.View(ml, 80);
        var pipeline = ml.Transforms.Concatenate("All", "Features", "Label")
            .Append(ml.Vae.Encode(new VaeEncodingOptions { FeatureColumnName = "All", Model = TestData.Model }))
            .Append(ml.Transforms.Concatenate("Both", "Latent", "All"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "Both", LatentColumnName = "Latent2" }));

        var scored = pipeline.Fit(view).Transform(view);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, TestData.LatentDimension + 7), scored.Schema["Reconstruction"].Type);
        Assert.Equal(80, scored.GetColumn<float>("Score").Count(float.IsFinite));
    }

    [Fact]
    public void NormalizeMinMax_BeforeTheEstimator_Chains()
    {
        AssertChains(ml.Transforms.NormalizeMinMax("Features"));
    }

    [Fact]
    public void NormalizeMeanVariance_BeforeTheEstimator_Chains()
    {
        AssertChains(ml.Transforms.NormalizeMeanVariance("Features"));
    }

    [Fact]
    public void TrainTestSplit_OfTheSource_ScoresTheRest()
    {
        var split = ml.Data.TrainTestSplit(TestData.View(ml, 300), testFraction: 0.3, seed: 2);
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(split.TrainSet);

        var test = TestData.Read(ml, transformer.Transform(split.TestSet));
        var train = TestData.Read(ml, transformer.Transform(split.TrainSet));

        Assert.Equal(Enumerable.Range(0, 300), test.Concat(train).Select(o => o.Number).Order());
        Assert.Equal(train.Length, transformer.Model.Report.TrainingRows);
    }

    [Fact]
    public void CrossValidationSplit_OfTheSource_TrainsOnEachFold()
    {
        var numbers = new List<int>();
        foreach (var fold in ml.Data.CrossValidationSplit(TestData.View(ml, 150), numberOfFolds: 3, seed: 2))
        {
            var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(fold.TrainSet);
            var test = TestData.Read(ml, transformer.Transform(fold.TestSet));
            Assert.All(test, o => Assert.True(float.IsFinite(o.Score)));
            numbers.AddRange(test.Select(o => o.Number));
        }

        Assert.Equal(Enumerable.Range(0, 150), numbers.Order());
    }

    [Fact]
    public void Evaluate_OnStrangeRows_BeatsChanceByFar()
    {
        var normal = ml.Data.FilterRowsByColumn(TestData.View(ml, 2000, seed: 4), "Label", upperBound: 0.5);
        var options = TestData.AllColumns with
        {
            Model = TestData.Model with { Training = TestData.Model.Training with { Epochs = 20 } },
        };
        var transformer = ml.Vae.DetectAnomalies(options).Fit(normal);

        var metrics = ml.AnomalyDetection.Evaluate(transformer.Transform(TestData.View(ml, 500)), falsePositiveCount: 20);

        Assert.InRange(metrics.AreaUnderRocCurve, 0.9, 1);
        Assert.InRange(metrics.DetectionRateAtFalsePositiveCount, 0.5, 1);
    }

    [Fact]
    public void Transform_NoRows_GivesNoRowsUnderTheFullSchema()
    {
        var scored = TestData.Fit(ml).Transform(TestData.View(ml, 0));

        Assert.Empty(TestData.Read(ml, scored));
        Assert.Equal(10, scored.Schema.Count);
        Assert.Empty(ml.Data.Cache(scored).GetColumn<float>("Score"));
    }

    private void AssertChains(IEstimator<ITransformer> first)
    {
        var rows = TestData.Rows(100);
        var view = ml.Data.LoadFromEnumerable(rows);
        var chain = first.Append(ml.Vae.DetectAnomalies(TestData.AllColumns)).Fit(view);

        var batch = TestData.Read(ml, chain.Transform(view));
        using var engine = ml.Model.CreatePredictionEngine<Row, Output>(chain);

        TestData.AssertEqual(batch, [.. rows.Select(engine.Predict)]);
    }

    private static string Line(Row row) =>
        string.Join(',', row.Features.Select(v => v.ToString("R", CultureInfo.InvariantCulture)).Append($"{row.Label}").Append($"{row.Number}"));
}
