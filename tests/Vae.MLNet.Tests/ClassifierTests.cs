using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Options;

namespace Vae.MLNet.Tests;

/// <summary>The classifier as an estimator: which rows teach it, and which columns it adds.</summary>
public sealed class ClassifierTests
{
    private readonly MLContext ml = new(seed: 1);

    /// <summary>A row of three clouds in a plane.</summary>
    internal sealed class Point
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        /// <summary>From 0, as members of rows have keys; beyond the count where the row has no label.</summary>
        [KeyType(3)]
        public uint Label { get; set; }
    }

    /// <summary>What the transformer adds.</summary>
    internal sealed class Prediction
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }

    internal static VaeClassifierOptions Small { get; } = new()
    {
        Pretraining = VaeClassifierOptions.DefaultPretraining with
        {
            Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 100, Optimizer = new OptimizerOptions { LearningRate = 0.005f } },
            Engine = new EngineOptions { Threads = 1 },
        },
        Engine = new EngineOptions { Threads = 1 },
        Steps = 150,
        HeadLearningRate = 0.02f,
    };

    [Fact]
    public void S9_Fit_FewLabelledRowsAmongMany_PredictsTheOthers()
    {
        var transformer = ml.Vae.Classifier(options: Small).Fit(View(300, labelled: 30));

        Assert.Equal(30, transformer.Model.Report.TrainingRows);
        Assert.Equal(300, transformer.Model.Report.Pretraining!.TrainingRows);
        var points = Points(150, 150);
        var predictions = Predict(transformer, points);
        Assert.InRange(predictions.Zip(points).Count(pair => pair.First.PredictedLabel == pair.Second.Label + 1), 140, 150);
        Assert.All(predictions, prediction => Assert.Equal(1, prediction.Score.Sum(), 4));
    }

    [Fact]
    public void GetOutputSchema_OfEstimatorAndTransformer_PromisesWhatComes()
    {
        var view = View(60, 60);
        var estimator = ml.Vae.Classifier(options: Small);
        var shape = ml.Transforms.CustomMapping<Nothing, Point>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));

        var promised = estimator.GetOutputSchema(shape);
        var schema = estimator.Fit(view).Transform(view).Schema;

        Assert.Equal(schema.Select(column => column.Name), promised.Select(column => column.Name));
        Assert.Equal(3, Assert.IsType<VectorDataViewType>(schema["Score"].Type).Size);
        Assert.Equal(3ul, Assert.IsType<KeyDataViewType>(schema["PredictedLabel"].Type).Count);
        Assert.True(promised.Single(column => column.Name == "PredictedLabel").IsKey);
        Assert.NotNull(schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.NotNull(schema["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
    }

    [Fact]
    public void Fit_PretrainedModelOrUnlabelledRows_TakeThePlaceOfPretrainingOnTheRows()
    {
        var (few, many) = (View(30, 30), View(200, labelled: 0));
        var model = ml.Vae.Encode(new VaeEncodingOptions { Model = Small.Pretraining }).Fit(many).Model;

        var tuned = ml.Vae.Classifier(new VaeClassifierEstimatorOptions { Classifier = Small, Pretrained = model }).Fit(few);
        var both = ml.Vae.Classifier(new VaeClassifierEstimatorOptions { Classifier = Small, UnlabelledData = many }).Fit(few);

        Assert.Equal(200, tuned.Model.Report.Pretraining!.TrainingRows);
        Assert.Equal(200, both.Model.Report.Pretraining!.TrainingRows);
        Assert.Throws<ArgumentException>(
            () => ml.Vae.Classifier(new VaeClassifierEstimatorOptions { Pretrained = model, UnlabelledData = many }));
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSamePredictions()
    {
        var options = new VaeClassifierEstimatorOptions { Classifier = Small, Seed = 3 };
        var points = Points(20, 20);

        var first = Predict(new MLContext(seed: 1).Vae.Classifier(options).Fit(View(60, 60)), points);
        var second = Predict(new MLContext().Vae.Classifier(options).Fit(View(60, 60)), points);

        Assert.Equal(first.SelectMany(prediction => prediction.Score), second.SelectMany(prediction => prediction.Score));
    }

    [Fact]
    public void Transform_RowWithNaN_HasNoClass()
    {
        var transformer = ml.Vae.Classifier(options: Small).Fit(View(60, 60));

        var prediction = Assert.Single(Predict(transformer, [new Point { Features = [float.NaN, 0] }]));

        Assert.Equal(0u, prediction.PredictedLabel);
        Assert.All(prediction.Score, score => Assert.True(float.IsNaN(score)));
    }

    [Fact]
    public void Fit_LabelThatIsNoKey_SaysHowToMakeOne()
    {
        var view = ml.Data.LoadFromEnumerable(new[] { new { Features = new VBuffer<float>(2, [1f, 2f]), Label = 1f } });

        Assert.Contains(
            "MapValueToKey",
            Assert.Throws<VaeDataException>(() => ml.Vae.Classifier().Fit(view)).Message,
            StringComparison.Ordinal);
        Assert.Throws<VaeDataException>(() => ml.Vae.Classifier("Other").Fit(View(10, 10)));
    }

    [Theory]
    [InlineData(FeatureKind.Mean, 2)]
    [InlineData(FeatureKind.MeanAndLogVariance, 4)]
    [InlineData(FeatureKind.Hidden, 16)]
    public void S9_Encode_EachKindOfFeatures_FillsTheLatentColumn(FeatureKind kind, int width)
    {
        var view = View(80, 0);
        var transformer = ml.Vae.Encode(new VaeEncodingOptions { Model = Small.Pretraining, LatentKind = kind }).Fit(view);

        var output = transformer.Transform(view);

        Assert.Equal(width, ((VectorDataViewType)output.Schema["Latent"].Type).Size);
        var expected = new float[80 * width];
        transformer.Model.Encode(Points(80, 0).SelectMany(point => point.Features).ToArray(), kind, expected);
        Assert.Equal(expected, ml.Data.CreateEnumerable<Code>(output, reuseRowObject: false).SelectMany(code => code.Latent));
    }

    internal static Point[] Points(int count, int labelled)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var angle = i % 3 * 2 * Math.PI / 3;
            return new Point
            {
                Features = [(float)((4 * Math.Cos(angle)) + random.NextDouble()), (float)((4 * Math.Sin(angle)) + random.NextDouble())],
                Label = i < labelled ? (uint)(i % 3) : uint.MaxValue,
            };
        })];
    }

    private IDataView View(int count, int labelled) => ml.Data.LoadFromEnumerable(Points(count, labelled));

    private Prediction[] Predict(VaeClassifierTransformer transformer, Point[] points) =>
        [.. ml.Data.CreateEnumerable<Prediction>(transformer.Transform(ml.Data.LoadFromEnumerable(points)), reuseRowObject: false)];

    private sealed class Nothing
    {
    }

    private sealed class Code
    {
        public float[] Latent { get; set; } = [];
    }
}
