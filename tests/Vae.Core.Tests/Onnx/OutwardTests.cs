using Microsoft.ML.OnnxRuntime;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>
/// Rows of which one value moves out of its training range, and rows with a level never seen: under every likelihood, scaling and score kind, in the engine (panels and single rows), in the model that is
/// read back, and in the graph.
/// </summary>
public sealed class OutwardTests
{
    private const int Width = 5;
    private const int Rows = 80;

    private static readonly float[] Steps = [0, 0.01f, 0.1f, 0.5f, 1, 2, 5, 10, 254, 1e4f, 1e10f, 1e25f, 3e38f];

    public static TheoryData<string, bool, bool> Models
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (var likelihood in new[] { "fixed", "perFeature", "bernoulli" })
            {
                data.Add(likelihood, false, false);
                data.Add(likelihood, true, false);
                data.Add(likelihood, true, true);
                data.Add(likelihood, false, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_OneValueFartherOut_NeverFallsAndIsNeverMissing(string likelihood, bool mixed, bool observed)
    {
        foreach (var model in Trained(likelihood, mixed, observed))
        {
            using var graph = InProcess.Session(model, new OnnxExportOptions { Probability = "probability", Contributions = "contributions" });
            var back = Reloaded(model);
            foreach (var feature in mixed ? new[] { 0, 4 } : [0, 1, 4])
            {
                foreach (var sign in mixed && feature == 4 ? new[] { 1 } : [1, -1])
                {
                    var rows = Outward(feature, sign, mixed, likelihood == "bernoulli", observed);
                    RequireOutward($"{Name(model)}, feature {feature} {sign}", model, back, graph, rows);
                }
            }
        }
    }

    [Theory]
    [InlineData("fixed", false)]
    [InlineData("perFeature", true)]
    [InlineData("bernoulli", false)]
    public void Score_LevelNeverSeen_IsAtLeastThatOfEveryOther(string likelihood, bool observed)
    {
        foreach (var model in Trained(likelihood, mixed: true, observed))
        {
            using var graph = InProcess.Session(model, new OnnxExportOptions { Contributions = "contributions" });
            foreach (var number in new[] { 3, 14, 21, 50 })
            {
                var rows = new float[4 * Width];
                for (var level = 0; level < 4; level++)
                {
                    Data(true, likelihood == "bernoulli").AsSpan(number * Width, Width).CopyTo(rows.AsSpan(level * Width));
                    rows.AsSpan((level * Width) + 1, 3).Clear();
                    if (level < 3)
                    {
                        rows[(level * Width) + 1 + level] = 1;
                    }
                }

                var (scores, contributions) = (new float[4], new float[rows.Length]);
                model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = contributions });
                Assert.True(scores[3] >= scores[..3].Max(), $"{Name(model)}: {string.Join(' ', scores)}");
                RequireNear(Name(model), scores, InProcess.Floats(graph, rows, Width, "score"), 2e-4f);
                RequireNear(Name(model), scores, Sums(contributions), 1e-3f);
                RequireNear(Name(model), scores, Sums(InProcess.Floats(graph, rows, Width, "contributions")), 1e-3f);
            }
        }
    }

    private static void RequireOutward(string what, VaeModel model, VaeModel back, InferenceSession graph, float[] rows)
    {
        var (scores, probabilities, contributions, again) = (new float[Steps.Length], new float[Steps.Length], new float[rows.Length], new float[Steps.Length]);
        model.Transform(rows, new VaeOutputs { Scores = scores, Probabilities = probabilities, Contributions = contributions });
        back.Score(rows, again);
        Assert.Equal(scores, again);
        var fromGraph = InProcess.Floats(graph, rows, Width, "score");
        var single = new float[Steps.Length];
        for (var step = 0; step < Steps.Length; step++)
        {
            model.Score(rows.AsSpan(step * Width, Width), single.AsSpan(step, 1));
            Assert.False(float.IsNaN(scores[step]), $"{what}: no score at {Steps[step]}");
            Assert.True(step == 0 || scores[step] >= scores[step - 1], $"{what}: falls at {Steps[step]}: {string.Join(' ', scores)}");

            // Equal rows of a batch may differ in the last bit there.
            Assert.True(step == 0 || fromGraph[step] >= fromGraph[step - 1] || fromGraph[step] >= fromGraph[step - 1] - (1e-6f * Math.Abs(fromGraph[step - 1])), $"{what}: the graph's falls at {Steps[step]}: {string.Join(' ', fromGraph)}");
        }

        Assert.True(model.IsAnomaly(scores[^1]), $"{what}: not flagged");
        RequireNear(what, scores, single, 1e-5f);
        RequireNear(what, scores, fromGraph, 2e-4f);
        RequireNear(what, probabilities, InProcess.Floats(graph, rows, Width, "probability"), 1e-3f);
        RequireNear(what, scores, Sums(contributions), 1e-3f);
        RequireNear(what, scores, Sums(InProcess.Floats(graph, rows, Width, "contributions")), 1e-3f);
    }

    private static float[] Sums(float[] parts) => [.. Enumerable.Range(0, parts.Length / Width).Select(row => (float)parts.AsSpan(row * Width, Width).ToArray().Sum(part => (double)part))];

    private static void RequireNear(string what, float[] expected, float[] found, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                expected[i].Equals(found[i]) || Math.Abs(expected[i] - found[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"{what}: {found[i]} at {i} where {expected[i]} was expected");
        }
    }

    private static VaeModel Reloaded(VaeModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return VaeModel.Load(file);
    }

    private static string Name(VaeModel model) => $"{model.Options.Scaling} {model.Options.Scoring.Kind}";

    private static IEnumerable<VaeModel> Trained(string likelihood, bool mixed, bool observed)
    {
        var isBernoulli = likelihood == "bernoulli";
        var source = new MemoryRowSource(Data(mixed, isBernoulli), Width) { Columns = mixed ? Columns(isBernoulli) : null };
        foreach (var scaling in Enum.GetValues<ScalingKind>().Where(kind => !isBernoulli || kind is ScalingKind.None or ScalingKind.MinMax))
        {
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                yield return new VaeTrainer(new VaeOptions
                {
                    Likelihood = isBernoulli ? new BernoulliLikelihood()
                        : new GaussianLikelihood { SigmaKind = likelihood == "fixed" ? SigmaKind.Fixed : SigmaKind.LearnedPerFeature },
                    Scaling = scaling,
                    Columns = source.Columns,
                    Network = new() { HiddenLayers = [8], LatentDimension = 2 },
                    Training = new() { Epochs = 3, BatchSize = 32 },
                    Scoring = new() { Kind = kind, Samples = 3 },
                    MissingValues = observed ? MissingValueHandling.Observed : MissingValueHandling.Invalid,
                    Engine = new() { Threads = 1 },
                    Seed = 3,
                }).Fit(source);
            }
        }
    }

    private static TableSchema Columns(bool isBernoulli) => new(
        TableColumn.Numeric("a"), TableColumn.Categorical("p", "tcp", "udp", "icmp"), isBernoulli ? TableColumn.Binary("b") : TableColumn.Count("n"));

    /// <summary>Numbers of 0 to 1; or one of these, a level of three and a count or truth value.</summary>
    private static float[] Data(bool mixed, bool isBernoulli)
    {
        var random = new Random(1);
        var rows = new float[Rows * Width];
        for (var i = 0; i < Rows; i++)
        {
            var row = rows.AsSpan(i * Width, Width);
            row[0] = (float)random.NextDouble();
            row[1] = mixed ? 0 : (0.5f * row[0]) + (0.4f * (float)random.NextDouble());
            row[2] = mixed ? 0 : (float)random.NextDouble();
            row[3] = mixed ? 0 : 1 - row[0];
            row[4] = !mixed ? (float)random.NextDouble() : isBernoulli ? i % 2 : random.Next(50);
            if (mixed)
            {
                row[1 + (i % 7 == 0 ? 2 : i % 2)] = 1;
            }
        }

        return rows;
    }

    private static float[] Outward(int feature, int sign, bool mixed, bool isBernoulli, bool observed)
    {
        var data = Data(mixed, isBernoulli);
        var values = Enumerable.Range(0, Rows).Select(row => data[(row * Width) + feature]).ToArray();
        var rows = new float[Steps.Length * Width];
        for (var step = 0; step < Steps.Length; step++)
        {
            var row = rows.AsSpan(step * Width, Width);
            data.AsSpan(14 * Width, Width).CopyTo(row);
            row[feature] = (sign > 0 ? values.Max() : values.Min()) + (sign * Steps[step]);
            if (observed)
            {
                row[feature == 0 ? 4 : 0] = float.NaN;
            }
        }

        return rows;
    }
}
