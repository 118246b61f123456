using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Trainers, normalisers and evaluators of ML.NET around the component.</summary>
public sealed class TrainerTests
{
    private readonly MLContext ml = new(seed: 1);

    private static VaeEncodingOptions Encoding { get; } = new() { Model = TestData.Model };

    [Fact]
    public void SdcaMaximumEntropy_OnTheLatentColumn_Learns()
    {
        var view = TestData.View(ml, 400);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "IsStrange")
            .Append(ml.Vae.Encode(Encoding))
            .Append(ml.Transforms.NormalizeMeanVariance("Latent"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", "Latent"));

        var metrics = ml.MulticlassClassification.Evaluate(pipeline.Fit(view).Transform(view), "Key");

        Assert.InRange(metrics.MicroAccuracy, 0.8, 1);
    }

    [Fact]
    public void LbfgsMaximumEntropy_OnTheLatentColumn_Learns()
    {
        var view = TestData.View(ml, 400);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "IsStrange")
            .Append(ml.Vae.Encode(Encoding))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Latent"));

        var metrics = ml.MulticlassClassification.Evaluate(pipeline.Fit(view).Transform(view), "Key");

        Assert.InRange(metrics.MicroAccuracy, 0.8, 1);
    }

    [Fact]
    public void LbfgsLogisticRegression_OnTheLatentColumn_NamesItsWeightsAfterTheSlots()
    {
        var view = TestData.View(ml, 400);
        var pipeline = ml.Vae.Encode(Encoding)
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsStrange", "Latent"));

        var scored = pipeline.Fit(view).Transform(view);

        var metrics = ml.BinaryClassification.Evaluate(scored, "IsStrange");
        Assert.InRange(metrics.Accuracy, 0.8, 1);
        Assert.Equal(["Latent0", "Latent1", "Latent2"], TestData.SlotNames(scored.Schema["Latent"]));
    }

    [Fact]
    public void GetOutputSchema_OfAPipelineWithTrainers_Propagates()
    {
        var pipeline = ml.Transforms.NormalizeMinMax("Features")
            .Append(ml.Vae.Encode(Encoding))
            .Append(ml.Transforms.NormalizeMinMax("Latent"))
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression("IsStrange", "Latent"));
        var shape = ml.Transforms
            .CustomMapping<Nothing, Row>((_, _) => { }, contractName: null)
            .GetOutputSchema(new SchemaShape([]));

        var promised = pipeline.GetOutputSchema(shape).Select(c => c.Name).ToArray();

        Assert.Contains("Latent", promised);
        Assert.Contains("Probability", promised);
    }

    [Fact]
    public void ReplaceMissingValues_BeforeTheEstimator_LetsItTrainOnGaps()
    {
        var rows = TestData.Rows(100);
        rows[3].Features[1] = float.NaN;
        var view = ml.Data.LoadFromEnumerable(rows);
        var pipeline = ml.Transforms.ReplaceMissingValues("Features").Append(ml.Vae.DetectAnomalies(TestData.AllColumns));

        Assert.All(TestData.Read(ml, pipeline.Fit(view).Transform(view)), o => Assert.True(float.IsFinite(o.Score)));
    }

    [Fact]
    public void OneHotEncoding_BeforeTheEstimator_Trains()
    {
        var view = TestData.View(ml, 100);
        var pipeline = ml.Transforms.Categorical.OneHotEncoding("Kind", "Label")
            .Append(ml.Transforms.Concatenate("All", "Features", "Kind"))
            .Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "All" }));

        var transformer = pipeline.Fit(view);

        Assert.Equal(8, transformer.LastTransformer.Model.InputDimension);
        Assert.All(TestData.Read(ml, transformer.Transform(view)), o => Assert.True(float.IsFinite(o.Score)));
    }

    [Fact]
    public void EvaluateNonCalibrated_OnTheScore_TakesABooleanLabel()
    {
        var view = TestData.View(ml, 300);
        var scored = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view).Transform(view);

        var binary = ml.BinaryClassification.EvaluateNonCalibrated(scored, "IsStrange");
        var anomaly = ml.AnomalyDetection.Evaluate(scored);

        Assert.Equal(anomaly.AreaUnderRocCurve, binary.AreaUnderRocCurve, 6);
    }

    [Fact]
    public void Platt_OnTheScore_GivesProbabilities()
    {
        var view = TestData.View(ml, 300);
        var pipeline = ml.Vae.DetectAnomalies(TestData.AllColumns)
            .Append(ml.BinaryClassification.Calibrators.Platt("IsStrange", "Score"));

        var scored = pipeline.Fit(view).Transform(view);

        Assert.All(scored.GetColumn<float>("Probability"), p => Assert.InRange(p, 0, 1));
    }

    [Fact]
    public void CrossValidate_OfAPipelineWithTheEstimator_GivesAModelAFold()
    {
        var pipeline = ml.Vae.Encode(Encoding)
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsStrange", "Latent"));

        var results = ml.BinaryClassification.CrossValidate(TestData.View(ml, 300), pipeline, numberOfFolds: 3, labelColumnName: "IsStrange");

        Assert.Equal(3, results.Count);
        Assert.All(results, r => Assert.InRange(r.Metrics.Accuracy, 0.7, 1));
    }

    [Fact]
    public void KMeans_OnTheLatentColumn_Clusters()
    {
        var view = TestData.View(ml, 200);
        var pipeline = ml.Vae.Encode(Encoding).Append(ml.Clustering.Trainers.KMeans("Latent", numberOfClusters: 2));

        Assert.Equal(200, pipeline.Fit(view).Transform(view).GetColumn<uint>("PredictedLabel").Count());
    }

    private sealed class Nothing
    {
    }
}
