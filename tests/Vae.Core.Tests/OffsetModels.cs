using Microsoft.ML.OnnxRuntime;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;

namespace Vae.Core.Tests;

/// <summary>Small models of rows with large offsets, and what ONNX Runtime makes of their files.</summary>
internal static class OffsetModels
{
    public static VaeOptions Options(ScoreKind kind = ScoreKind.ReferenceDistance) => new()
    {
        Network = new() { HiddenLayers = [8], LatentDimension = 2 },
        Likelihood = new GaussianLikelihood(),
        Training = new TrainingOptions { Steps = 150, BatchSize = 64 },
        Scoring = new() { Kind = kind, Samples = 4 },
        Engine = new() { Threads = 1 },
        Seed = 5,
    };

    /// <summary>Rows of three columns: two that follow each other, and one of an offset and a range.</summary>
    public static double[] Rows(int count, double offset, double range, int seed = 1)
    {
        var random = new Random(seed);
        var rows = new double[count * 3];
        for (var i = 0; i < count; i++)
        {
            var a = random.NextDouble();
            rows[i * 3] = a;
            rows[(i * 3) + 1] = (2 * a) + (0.1 * random.NextDouble());
            rows[(i * 3) + 2] = offset + (range * ((0.5 * a) + (0.5 * random.NextDouble())));
        }

        return rows;
    }

    public static VaeModel Fit(double[] rows, VaeOptions? options = null, int width = 3) => new VaeTrainer(options ?? Options()).Fit(new DoubleRowSource(rows, width, [.. Enumerable.Range(0, width).Select(i => $"c{i}")]));

    public static float[] Scores(VaeModel model, double[] rows)
    {
        var scores = new float[rows.Length / model.InputDimension];
        model.Score(rows, scores);
        return scores;
    }

    public static VaeModel Reloaded(VaeModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return VaeModel.Load(file);
    }

    /// <summary>One output of the model's graph: scores, or rows in doubles.</summary>
    public static double[] Run(VaeModel model, double[] rows, string output, OnnxExportOptions? export = null)
    {
        using var file = new MemoryStream();
        model.Export(file, export ?? new OnnxExportOptions());
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file.ToArray(), options);
        long[] shape = [rows.Length / model.InputDimension, model.InputDimension];
        using var input = model.Origin.IsEmpty
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(rows, value => (float)value), shape)
            : OrtValue.CreateTensorValueFromMemory(rows, shape);
        using var run = new RunOptions();
        using var made = session.Run(run, ["features"], [input], [output]);
        return made[0].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double
            ? made[0].GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(made[0].GetTensorDataAsSpan<float>().ToArray(), value => (double)value);
    }
}
