using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Tests;

/// <summary>The classifier among ML.NET's own steps: keys made of values, evaluated, and turned back.</summary>
public sealed class ClassifierEvaluationTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void S9_Evaluate_AndMapKeyToValue_TakeTheColumnsAsTheyAre()
    {
        var rows = ClassifierTests.Points(150, 150)
            .Select(point => new Named { Features = point.Features, Colour = new[] { "red", "green", "blue" }[point.Label] });
        var view = ml.Data.LoadFromEnumerable(rows);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", "Colour")
            .Append(ml.Vae.Classifier(options: ClassifierTests.Small))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));

        var scored = pipeline.Fit(view).Transform(view);

        var metrics = ml.MulticlassClassification.Evaluate(scored);
        Assert.InRange(metrics.MicroAccuracy, 0.95, 1);
        Assert.InRange(metrics.LogLoss, 0, 0.3);
        Assert.Contains("red", metrics.ConfusionMatrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
        Assert.InRange(
            ml.Data.CreateEnumerable<Answer>(scored, reuseRowObject: false).Count(answer => answer.Colour == answer.Predicted), 143, 150);
    }

    private sealed class Named
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Colour { get; set; } = "";
    }

    private sealed class Answer
    {
        public string Colour { get; set; } = "";

        public string Predicted { get; set; } = "";
    }
}
