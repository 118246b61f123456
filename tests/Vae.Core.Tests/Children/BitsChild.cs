using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx;

namespace Vae.Core.Tests.Children;

/// <summary>Small training runs of every kind, and what is left of each as a digest: the same digests mean the same bits.</summary>
internal static class BitsChild
{
    private const int Columns = 16;
    private const int WideColumns = 90;
    private const int Rows = 300;

    /// <summary>Tells for each kind of model the digests of its parameters, of its scores and of its file.</summary>
    public static int Run()
    {
        foreach (var (name, options) in Kinds())
        {
            var width = options.Columns?.Width ?? (name == "sparse" ? WideColumns : Columns);
            var rows = options.Columns is not null ? FixtureModels.MixedRows(Rows) : name == "sparse" ? MadeOfFewNonZeros() : Made();
            var model = new VaeTrainer(options with { Engine = new EngineOptions { Threads = 2 }, Seed = 3 }).Fit(new MemoryRowSource(rows, width));
            var scores = new float[Rows];
            model.Score(rows, scores);
            using var file = new MemoryStream();
            model.Save(file);
            Console.WriteLine($"{name} parameters={Digest(model.Parts.Parameters)}");
            Console.WriteLine($"{name} scores={Digest(scores)}");
            Console.WriteLine($"{name} file={Convert.ToHexString(SHA256.HashData(file.ToArray()))}");
        }

        return 0;
    }

    private static IEnumerable<(string Name, VaeOptions Options)> Kinds()
    {
        var dense = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [21, 13], LatentDimension = 5 },
            Training = new TrainingOptions { Steps = 40, BatchSize = 50, Schedule = new LearningRateSchedule { WarmupSteps = 5 } },
        };
        var unit = dense with { Scaling = ScalingKind.MinMax, Likelihood = Likelihood.Bernoulli() };
        var image = new ImageShape(1, 4, 4);
        var convolutional = unit with
        {
            Network = new NetworkOptions { Kind = NetworkKind.Convolutional, Image = image, LatentDimension = 3, Normalization = NormalizationKind.Batch },
        };
        yield return ("default", dense);
        yield return ("bernoulli", unit with { Scoring = new() { Kind = ScoreKind.NegativeElbo, Samples = 3 } });
        yield return ("batch norm", dense with { Network = dense.Network with { Normalization = NormalizationKind.Batch, Activation = Activation.GELU } });
        yield return ("layer norm", dense with { Network = dense.Network with { Normalization = NormalizationKind.Layer, Activation = Activation.Tanh } });
        yield return ("convolutional", convolutional);
        yield return ("iwae", dense with { Objective = new() { Kind = ObjectiveKind.Iwae, Samples = 3 }, Scoring = new() { Kind = ScoreKind.ImportanceWeightedNll, Samples = 4 } });
        yield return ("adversarial", dense with { Objective = new() { Kind = ObjectiveKind.Adversarial } });
        yield return ("vae-gan", unit with { Objective = new() { Kind = ObjectiveKind.VaeGan } });
        yield return ("ensemble", dense with { Training = dense.Training with { EnsembleSize = 2 } });
        yield return ("mixed", dense with { Columns = FixtureModels.MixedColumns });
        yield return ("sparse", unit with { Objective = new() { Samples = 2 } });
        yield return ("streamed", dense with { Training = dense.Training with { MemoryBudgetBytes = 1 << 20, ValidationFraction = 0.1f } });
    }

    /// <summary>Two factors and noise; exact operations alone, so that the rows are the same everywhere.</summary>
    private static float[] Made()
    {
        var rows = new float[Rows * Columns];
        var state = 1u;
        float Next() => (int)((state = (state * 1664525) + 1013904223) >> 16) / 65536f;
        for (var row = 0; row < Rows; row++)
        {
            var (first, second) = (Next(), Next());
            for (var column = 0; column < Columns; column++)
            {
                rows[(row * Columns) + column] = (column % 2 == 0 ? first : second) + (0.25f * Next());
            }
        }

        return rows;
    }

    /// <summary>A sixth of each row; the rest are zeros.</summary>
    private static float[] MadeOfFewNonZeros()
    {
        var rows = new float[Rows * WideColumns];
        var made = Made();
        for (var i = 0; i < made.Length; i++)
        {
            rows[(i / Columns * WideColumns) + (((i % Columns * 5) + (i / Columns * 7)) % WideColumns)] = made[i];
        }

        return rows;
    }

    private static string Digest(float[] values) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
