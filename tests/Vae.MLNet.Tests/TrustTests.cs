using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Probabilities, contributions, thresholds and drift in pipelines.</summary>
public sealed class TrustTests
{
    private readonly MLContext ml = new(seed: 1);

    private static VaeColumns Columns { get; } = new()
    {
        Score = "Score",
        PredictedLabel = "PredictedLabel",
        Probability = "Probability",
        FeatureContributions = "FeatureContributions",
    };

    [Fact]
    public void Transform_TrustColumns_AreThoseOfTheModelAndAsPromised()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            ProbabilityColumnName = "Probability",
            FeatureContributionsColumnName = "FeatureContributions",
            Model = TestData.Model,
        });
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(200), definition);
        var concatenated = ml.Transforms.Concatenate("Features", "Features", "Label").Fit(view).Transform(view);
        var transformer = estimator.Fit(concatenated);

        var scored = transformer.Transform(concatenated);
        var promised = estimator.GetOutputSchema(ml.Transforms
            .CustomMapping<Nothing, Row>((_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([])));
        var features = concatenated.GetColumn<float[]>("Features").SelectMany(row => row).ToArray();
        var (probabilities, contributions) = (new float[200], new float[features.Length]);
        transformer.Model.Transform(features, new VaeOutputs { Probabilities = probabilities, Contributions = contributions });

        Assert.Equal(NumberDataViewType.Single, scored.Schema["Probability"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 7), scored.Schema["FeatureContributions"].Type);
        Assert.Equal(transformer.Model.FeatureNames, TestData.SlotNames(scored.Schema["FeatureContributions"]));
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, promised.Single(column => column.Name == "Probability").Kind);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, promised.Single(column => column.Name == "FeatureContributions").Kind);
        TestData.AssertClose(probabilities, [.. scored.GetColumn<float>("Probability")]);
        TestData.AssertClose(contributions, [.. scored.GetColumn<float[]>("FeatureContributions").SelectMany(row => row)]);
        var scores = scored.GetColumn<float>("Score").ToArray();
        var sums = scored.GetColumn<float[]>("FeatureContributions").Select(row => row.Sum()).ToArray();
        Assert.All(scores.Zip(sums), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * pair.First));
        Assert.Equal(scored.GetColumn<bool>("PredictedLabel"), scored.GetColumn<float>("Probability").Select(value => value > 0.5f));
    }

    [Fact]
    public void PredictionEngine_TrustColumns_GivesWhatTransformGives()
    {
        var transformer = ml.Vae.FromModel(TestData.Fit(ml).Model, Columns);
        var rows = TestData.Rows(20);
        var view = ml.Data.LoadFromEnumerable(rows);
        var expected = transformer.Transform(view).GetColumn<float[]>("FeatureContributions").ToArray();
        using var engine = ml.Model.CreatePredictionEngine<Row, Explained>(transformer);

        for (var i = 0; i < rows.Length; i++)
        {
            var found = engine.Predict(rows[i]);
            TestData.AssertClose(expected[i], found.FeatureContributions);
            Assert.InRange(found.Probability, 0, 1);
        }
    }

    [Fact]
    public void WithProbability_LabelledRows_ChangesTheProbabilityAlone()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(300));
        var transformer = ml.Vae.FromModel(TestData.Fit(ml).Model, Columns);

        var learned = transformer.WithProbability(view, "Label", prevalence: 0.01);

        var (before, after) = (transformer.Transform(view), learned.Transform(view));
        Assert.Equal(before.GetColumn<float>("Score"), after.GetColumn<float>("Score"));
        Assert.Equal(before.GetColumn<bool>("PredictedLabel"), after.GetColumn<bool>("PredictedLabel"));
        Assert.Equal(0.01, learned.Model.LabelledProbability!.Prevalence);
        Assert.Equal([.. after.GetColumn<float>("Score").Select(learned.Model.Probability)], after.GetColumn<float>("Probability").ToArray());
        Assert.NotEqual(before.GetColumn<float>("Probability"), after.GetColumn<float>("Probability"));
    }

    [Fact]
    public void WithThreshold_Policies_ChangeTheLabelAlone()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(300, seed: 5);
        var view = ml.Data.LoadFromEnumerable(rows);
        var scores = transformer.Transform(view).GetColumn<float>("Score").ToArray();

        var half = transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), view);
        var best = transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "Label");
        var kept = transformer.WithThreshold(ThresholdPolicy.Contamination(0.01));

        Assert.Equal(150, half.Transform(view).GetColumn<bool>("PredictedLabel").Count(label => label));
        Assert.Equal(scores, best.Transform(view).GetColumn<float>("Score"));
        var labels = rows.Select(row => row.Label != 0).ToArray();
        Assert.True(
            DetectionMetrics.CountAt(scores, labels, best.Model.Threshold).F1 >= DetectionMetrics.CountAt(scores, labels, transformer.Model.Threshold).F1);
        Assert.True(kept.Model.Threshold > transformer.Model.Threshold);
        Assert.Throws<ArgumentException>(() => transformer.WithThreshold(ThresholdPolicy.BestF1(), view));
        Assert.Contains("'Nothing'", Assert.Throws<VaeDataException>(() => transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "Nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_OtherRows_FindsDrift()
    {
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(TestData.View(ml, 2000));
        var later = TestData.Rows(400, seed: 9);
        var moved = TestData.Rows(400, seed: 9);
        foreach (var row in moved)
        {
            row.Features[4] += 3;
        }

        var drifted = transformer.Compare(ml.Data.LoadFromEnumerable(moved));

        Assert.False(transformer.Compare(ml.Data.LoadFromEnumerable(later)).HasDrifted);
        Assert.True(drifted.HasDrifted);
        Assert.Contains(drifted.Moved, feature => feature.Index == 4);
    }

    private sealed class Nothing
    {
    }

    private sealed class Explained
    {
        public float Probability { get; set; }

        public float[] FeatureContributions { get; set; } = [];
    }
}
