using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Bench.Workloads;
using Vae.Core.Options;

namespace Vae.MLNet.Bench;

/// <summary>One detector twice: as trained, and as ML.NET alone loads it from the file that it was saved to.</summary>
internal sealed class Pipelines : IDisposable
{
    public const int Features = 30;

    private readonly MLContext ml = new(seed: 1);
    private readonly FeatureRow[] rows;
    private readonly IDataView view;
    private readonly float[] values;
    private readonly float[] scores;

    public Pipelines(int rows)
    {
        values = new float[rows * Features];
        scores = new float[rows];
        using var reader = new GeneratedRows(rows, Features, seed: 1, unitInterval: false).OpenReader();
        reader.Read(values);
        this.rows = [.. Enumerable.Range(0, rows).Select(i => new FeatureRow { Features = values[(i * Features)..((i + 1) * Features)] })];

        // Held by columns, so that the source costs both sides next to nothing.
        view = ml.Data.Cache(ml.Data.LoadFromEnumerable(this.rows));
        Ours = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            Model = new VaeOptions
            {
                Network = new NetworkOptions { HiddenLayers = [64, 32], LatentDimension = 8 },
                Training = new TrainingOptions { Epochs = 1 },
                Seed = 1,
            },
        }).Fit(view);
        using var file = new MemoryStream();
        ml.Model.Save(Ours, view.Schema, file);
        File = file.ToArray();
        Theirs = ml.Model.Load(new MemoryStream(File), out _);
    }

    /// <summary>The batched transformer.</summary>
    public VaeTransformer Ours { get; }

    /// <summary>ML.NET's steps in its place.</summary>
    public ITransformer Theirs { get; }

    /// <summary>The file between the two.</summary>
    public byte[] File { get; }

    public void Dispose() => (Theirs as IDisposable)?.Dispose();

    /// <summary>Seconds to read score and label of the first rows.</summary>
    public double Score(ITransformer pipeline, int rows)
    {
        var scored = pipeline.Transform(rows < this.rows.Length ? ml.Data.TakeRows(view, rows) : view);
        var (score, label) = (scored.Schema["Score"], scored.Schema["PredictedLabel"]);
        var watch = Stopwatch.StartNew();
        using var cursor = scored.GetRowCursor([score, label]);
        var (readScore, readLabel) = (cursor.GetGetter<float>(score), cursor.GetGetter<bool>(label));
        var (value, flag, sum, count) = (0f, false, 0.0, 0);
        while (cursor.MoveNext())
        {
            readScore(ref value);
            readLabel(ref flag);
            sum += flag ? value : 0;
            count++;
        }

        var seconds = watch.Elapsed.TotalSeconds;
        return count == rows && double.IsFinite(sum)
            ? seconds
            : throw new InvalidOperationException($"{count} rows were scored where {rows} were wanted.");
    }

    /// <summary>Seconds that the model itself takes for the scores of all rows, which lie one after the other.</summary>
    public double ScoreByModel()
    {
        var watch = Stopwatch.StartNew();
        Ours.Model.Score(values, scores);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds to predict the first rows one by one.</summary>
    public double Predict(ITransformer pipeline, int rows)
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var engine = ml.Model.CreatePredictionEngine<FeatureRow, Prediction>(pipeline, options);
        var prediction = new Prediction();
        engine.Predict(this.rows[0], ref prediction);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < rows; i++)
        {
            engine.Predict(this.rows[i], ref prediction);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private sealed class FeatureRow
    {
        [VectorType(Pipelines.Features)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
