using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.MLNet.Tests.Support;

/// <summary>Small data and small models, the same on every machine.</summary>
internal static class TestData
{
    public const int LatentDimension = 3;

    /// <summary>A network that trains in a moment.</summary>
    public static VaeOptions Model { get; } = new()
    {
        Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = LatentDimension },
        Training = new TrainingOptions { Epochs = 3, BatchSize = 32 },
        Scoring = new ScoringOptions { Threshold = ThresholdPolicy.Contamination(0.1) },
        Seed = 7,
    };

    /// <summary>Adds all four columns under their usual names.</summary>
    public static VaeAnomalyDetectionOptions AllColumns { get; } = new()
    {
        LatentColumnName = "Latent",
        ReconstructionColumnName = "Reconstruction",
        Model = Model,
    };

    /// <summary>Three hidden causes spread over six features with a little noise; every tenth row breaks the pattern.</summary>
    public static Row[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => MakeRow(random, i))];
    }

    /// <summary>The same rows with a value or two missing in two of three.</summary>
    public static Row[] RowsWithHoles(int count, int seed = 1)
    {
        var rows = Rows(count, seed);
        for (var i = 0; i < count; i++)
        {
            if (i % 3 != 0)
            {
                rows[i].Features[i % Row.FeatureCount] = float.NaN;
                rows[i].Features[i * 5 / 3 % Row.FeatureCount] = float.NaN;
            }
        }

        return rows;
    }

    public static IDataView View(MLContext context, int count, int seed = 1) => context.Data.LoadFromEnumerable(Rows(count, seed));

    private static readonly Lazy<VaeTransformer> Fitted = new(() =>
    {
        var context = new MLContext(seed: 1);
        return context.Vae.DetectAnomalies(AllColumns).Fit(View(context, 200));
    });

    /// <summary>A transformer with all four columns, trained on 200 rows; trained once, for all tests that only use it.</summary>
    public static VaeTransformer Fit(MLContext context) => context.Vae.FromModel(Fitted.Value.Model, Fitted.Value.Columns);

    /// <summary>The model's own answer for rows, by which everything that a pipeline delivers is judged.</summary>
    public static Output[] Expected(VaeModel model, IReadOnlyList<Row> rows)
    {
        var features = rows.SelectMany(r => r.Features).ToArray();
        var latent = new float[rows.Count * model.LatentDimension];
        var reconstruction = new float[features.Length];
        var scores = new float[rows.Count];
        if (rows.Count > 0)
        {
            model.Transform(features, new VaeOutputs { Latent = latent, Reconstruction = reconstruction, Scores = scores });
        }

        return [.. rows.Select((row, i) => new Output
        {
            Number = row.Number,
            Latent = latent[(i * model.LatentDimension)..((i + 1) * model.LatentDimension)],
            Reconstruction = reconstruction[(i * model.InputDimension)..((i + 1) * model.InputDimension)],
            Score = scores[i],
            PredictedLabel = scores[i] > model.Threshold,
        })];
    }

    public static Output[] Read(MLContext context, IDataView view) =>
        [.. context.Data.CreateEnumerable<Output>(view, reuseRowObject: false)];

    /// <summary>Compares up to the rounding that other batch sizes bring.</summary>
    public static void AssertEqual(IReadOnlyList<Output> expected, IReadOnlyList<Output> actual)
    {
        Assert.Equal(expected.Select(o => o.Number), actual.Select(o => o.Number));
        for (var i = 0; i < expected.Count; i++)
        {
            AssertClose(expected[i].Latent, actual[i].Latent);
            AssertClose(expected[i].Reconstruction, actual[i].Reconstruction);
            AssertClose([expected[i].Score], [actual[i].Score]);
            Assert.Equal(expected[i].PredictedLabel, actual[i].PredictedLabel);
        }
    }

    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var tolerance = 1e-4f * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(
                expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"value {i} is {actual[i]} where {expected[i]} was expected");
        }
    }

    public static string[] SlotNames(DataViewSchema.Column column)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private static Row MakeRow(Random random, int number)
    {
        double Noise() => (random.NextDouble() - 0.5) * 2;
        var isStrange = number % 10 == 9;
        double a = Noise() * 5, b = Noise() * 2, c = Noise();
        double[] pattern = [100 + a, 2 * a + b, b - c, c * 10, a - b + c, 3 + b];
        return new Row
        {
            Features = [.. pattern.Select(v => (float)(v + (isStrange ? 6 * Noise() : 0.1 * Noise())))],
            Label = isStrange ? 1 : 0,
            IsStrange = isStrange,
            Number = number,
            Name = $"row {number}",
            Extra = [number, -number, 0.5],
        };
    }
}
