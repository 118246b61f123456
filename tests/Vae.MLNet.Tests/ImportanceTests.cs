using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>ML.NET's permutation feature importance, of detectors and classifiers.</summary>
public sealed class ImportanceTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PermutationFeatureImportance_OfADetector_FindsTheColumnThatTells(bool inAChain)
    {
        var random = new Random(1);
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new Reading
        {
            Told = i % 10 == 9,
            Features = [(float)random.NextDouble() + (i % 10 == 9 ? 9 : 0), (float)random.NextDouble(), (float)random.NextDouble()],
        }));
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model with { Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError } } });
        var detector = inAChain ? ml.Transforms.CopyColumns("Label", "Told").Append(estimator).Fit(view).LastTransformer : estimator.Fit(view);

        var importance = ml.BinaryClassification.PermutationFeatureImportance(detector, detector.Transform(view), nameof(Reading.Told));

        Assert.Equal(3, importance.Length);
        Assert.Equal(importance[0], importance.MinBy(feature => feature.AreaUnderRocCurve.Mean));
    }

    [Fact]
    public void PermutationFeatureImportance_OfADetectorOfSeveralColumns_SaysThatItTakesOne()
    {
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Reading { Features = [i % 7, i % 5, i % 3], Told = i % 10 == 9 }));
        var detector = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = ["Features", "Told"], Model = TestData.Model }).Fit(view);

        var error = Assert.Throws<InvalidOperationException>(() => ml.BinaryClassification.PermutationFeatureImportance(detector, detector.Transform(view), nameof(Reading.Told)));

        Assert.Contains("this model reads the columns 'Features', 'Told'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PermutationFeatureImportance_OfAClassifier_FindsTheColumnThatTells()
    {
        var random = new Random(1);
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Reading
        {
            Told = i % 2 == 1,
            Features = [(float)random.NextDouble(), (float)random.NextDouble() + (4 * (i % 2)), (float)random.NextDouble()],
        }));
        var view = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Reading.Told)).Fit(rows).Transform(rows);
        var classifier = ml.Vae.Classifier(new VaeClassifierEstimatorOptions { Classifier = new VaeClassifierOptions { Pretraining = TestData.Model, Epochs = 20 } }).Fit(view);

        var importance = ml.MulticlassClassification.PermutationFeatureImportance(classifier, classifier.Transform(view));

        Assert.Equal(importance[1], importance.MinBy(feature => feature.MicroAccuracy.Mean));
    }

    private sealed class Reading
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public bool Told { get; set; }
    }
}
