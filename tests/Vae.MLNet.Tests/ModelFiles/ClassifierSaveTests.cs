using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Classifiers through ML.NET's model file: scores, keys and what the keys stand for come back by ML.NET alone and by ours.</summary>
public sealed class ClassifierSaveTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData("Score", "PredictedLabel")]
    [InlineData("Probabilities", null)]
    [InlineData(null, "Class")]
    [InlineData("Label", "Score")]
    public void S9_Save_Classifier_LoadsTheSame(string? score, string? predictedLabel)
    {
        var view = ml.Data.LoadFromEnumerable(ClassifierTests.Points(60, 60));
        var transformer = ml.Vae.Classifier(new VaeClassifierEstimatorOptions
        {
            ScoreColumnName = score, PredictedLabelColumnName = predictedLabel, Classifier = ClassifierTests.Small,
        }).Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, transformer, view);

        Assert.Equal(transformer.Columns, Assert.IsType<VaeClassifierTransformer>(Assert.Single(loaded)).Columns);
    }

    [Fact]
    public void S9_Save_KeysOfTextAndOfNumbers_KeepTheirValues()
    {
        var points = ClassifierTests.Points(90, 90);
        var view = ml.Data.LoadFromEnumerable(
            points.Select(point => new Raw { Features = point.Features, Text = $"class {point.Label}", Number = (int)point.Label * 10 }));
        foreach (var column in new[] { nameof(Raw.Text), nameof(Raw.Number) })
        {
            var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", column)
                .Append(ml.Vae.Classifier(options: ClassifierTests.Small))
                .Append(ml.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel"))
                .Fit(view);

            PipelineFile.AssertSurvives(ml, pipeline, view);

            var file = PipelineFile.Save(ml, pipeline, view.Schema);
            var byLibrary = PipelineFile.LoadByLibrary(file).Transform(view);
            var type = column == nameof(Raw.Text) ? (DataViewType)TextDataViewType.Instance : NumberDataViewType.Int32;
            Assert.Equal(type, byLibrary.Schema["Value"].Type);
            Assert.InRange(ml.MulticlassClassification.Evaluate(byLibrary).MicroAccuracy, 0.95, 1);
        }
    }

    [Fact]
    public void S9_Save_RowWithNaN_HasTheMissingKeyAfterLoading()
    {
        var transformer = ml.Vae.Classifier(options: ClassifierTests.Small).Fit(ml.Data.LoadFromEnumerable(ClassifierTests.Points(60, 60)));
        var view = ml.Data.LoadFromEnumerable(new[] { new ClassifierTests.Point { Features = [float.NaN, 1] } });

        PipelineFile.AssertSurvives(ml, transformer, view);
    }

    [Theory]
    [InlineData(FeatureKind.MeanAndLogVariance)]
    [InlineData(FeatureKind.Hidden)]
    public void S9_Save_OtherKindsOfFeatures_LoadTheSame(FeatureKind kind)
    {
        var view = ml.Data.LoadFromEnumerable(ClassifierTests.Points(60, 60));
        var transformer = ml.Vae.Encode(new VaeEncodingOptions { Model = ClassifierTests.Small.Pretraining, LatentKind = kind }).Fit(view);

        PipelineFile.AssertSurvives(ml, transformer, view);
    }

    private sealed class Raw
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Text { get; set; } = "";

        public int Number { get; set; }
    }
}
