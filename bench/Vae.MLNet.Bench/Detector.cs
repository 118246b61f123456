using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Bench.Workloads;
using Vae.Core.Options;

namespace Vae.MLNet.Bench;

/// <summary>A small detector and rows of it, for what is done with it very often.</summary>
internal sealed class Detector
{
    public const int Features = 12;

    private const int Rows = 2000;

    public Detector(int seed)
    {
        Context = new MLContext(seed: 1);
        var values = new float[Rows * Features];
        using var reader = new GeneratedRows(Rows, Features, seed: 1, unitInterval: false).OpenReader();
        reader.Read(values);
        Inputs = [.. Enumerable.Range(0, Rows).Select(i => new Input { Features = values[(i * Features)..((i + 1) * Features)] })];
        View = Context.Data.LoadFromEnumerable(Inputs);
        Transformer = Fit(seed);
    }

    public MLContext Context { get; }

    public Input[] Inputs { get; }

    public IDataView View { get; }

    public VaeTransformer Transformer { get; }

    public VaeTransformer Fit(int seed) => Context.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
    {
        Model = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 3 },
            Training = new TrainingOptions { Epochs = 2 },
            Scoring = new ScoringOptions { ReferenceRows = 64 },
            Seed = seed,
        },
    }).Fit(View);

    /// <summary>The score of every row, read one after the other.</summary>
    public float[] Scores(ITransformer transformer)
    {
        using var engine = Context.Model.CreatePredictionEngine<Input, Output>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        return [.. Inputs.Select(input => engine.Predict(input).Score)];
    }

    /// <summary>The score of every row, in batches.</summary>
    public float[] Batch(ITransformer transformer) => [.. transformer.Transform(View).GetColumn<float>("Score")];

    public sealed class Input
    {
        [VectorType(Detector.Features)]
        public float[] Features { get; set; } = [];
    }

    public sealed class Output
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
