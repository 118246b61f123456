using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;
using Vae.Core.Simd;
using Vae.Core.Statistics;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Scoring;

/// <summary>Outputs and scores of a model against the reference in double, and what they must not depend on.</summary>
public sealed class ScoreTests
{
    public static TheoryData<ScoreKind, string, int, int[]> Models()
    {
        var data = new TheoryData<ScoreKind, string, int, int[]>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, "PerFeature", 7, [13, 6]);
            data.Add(kind, "Bernoulli", 37, [21]);
            data.Add(kind, "Learned", 1, []);
            data.Add(kind, "Fixed", 20, [5, 40]);
        }

        return data;
    }

    public static TheoryData<ScoreKind> Kinds() => [.. Enum.GetValues<ScoreKind>()];

    [Theory]
    [MemberData(nameof(Models))]
    public void S12_Score_EachKind_EqualsTheReference(ScoreKind kind, string likelihood, int features, int[] hidden)
    {
        var model = RandomModel.Make(Options(likelihood, hidden), features);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, 75);
        var scores = new float[75];

        model.Score(rows, kind, scores);

        for (var i = 0; i < 75; i++)
        {
            var expected = reference.Score(rows.AsSpan(i * features, features), kind);
            Assert.Equal(expected, scores[i], 1e-5 * Math.Max(features, Math.Abs(expected)));
        }
    }

    [Theory]
    [InlineData("PerFeature", Activation.GELU)]
    [InlineData("Bernoulli", Activation.Tanh)]
    public void Transform_EachOutput_EqualsTheReference(string likelihood, Activation activation)
    {
        const int Features = 11, Latent = 5, Count = 40;
        var options = Options(likelihood, [19, 8]);
        var model = RandomModel.Make(options with { Network = options.Network with { Activation = activation } }, Features);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, Count);
        var (latent, logVariance) = (new float[Count * Latent], new float[Count * Latent]);
        var (rebuilt, scores) = (new float[Count * Features], new float[Count]);

        model.Transform(rows, new VaeOutputs { Latent = latent, LogVariance = logVariance, Reconstruction = rebuilt, Scores = scores });

        for (var i = 0; i < Count; i++)
        {
            var row = rows.AsSpan(i * Features, Features);
            var (mean, variance) = reference.Encode(row);
            Close(mean, latent.AsSpan(i * Latent, Latent));
            Close(variance, logVariance.AsSpan(i * Latent, Latent));
            Close(reference.Decode(mean), rebuilt.AsSpan(i * Features, Features));
            Assert.Equal(reference.Score(row, options.Scoring.Kind), scores[i], 1e-4);
        }
    }

    [Fact]
    public void Transform_EachOutputAlone_EqualsAllTogether()
    {
        const int Features = 11, Latent = 5, Count = 70;
        var model = RandomModel.Make(Options("PerFeature", [19, 8]), Features);
        var rows = RandomModel.Rows(model, Count);
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            var one = RandomModel.Make(model.Options with { Scoring = model.Options.Scoring with { Kind = kind } }, Features);
            var (latent, logVariance, rebuilt, scores) =
                (new float[Count * Latent], new float[Count * Latent], new float[Count * Features], new float[Count]);
            var (latentAlone, logVarianceAlone, rebuiltAlone, scoresAlone) =
                (new float[Count * Latent], new float[Count * Latent], new float[Count * Features], new float[Count]);

            one.Transform(rows, new VaeOutputs { Latent = latent, LogVariance = logVariance, Reconstruction = rebuilt, Scores = scores });
            one.Encode(rows, latentAlone);
            one.Transform(rows, new VaeOutputs { LogVariance = logVarianceAlone });
            one.Reconstruct(rows, rebuiltAlone);
            one.Score(rows, scoresAlone);

            Assert.Equal(latentAlone, latent);
            Assert.Equal(logVarianceAlone, logVariance);
            Assert.Equal(rebuiltAlone, rebuilt);
            Assert.Equal(scoresAlone, scores);
        }
    }

    [Fact]
    public void Decode_Codes_EqualTheReference()
    {
        var model = RandomModel.Make(Options("Bernoulli", [9]), 6);
        var reference = new ReferenceScores(model.Parts);
        var codes = Enumerable.Range(0, 45 * 5).Select(i => (float)Math.Sin(i)).ToArray();
        var rows = new float[45 * 6];

        model.Decode(codes, rows);

        for (var i = 0; i < 45; i++)
        {
            Close(reference.Decode([.. codes[(i * 5)..((i * 5) + 5)].Select(value => (double)value)]), rows.AsSpan(i * 6, 6));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 3)]
    public void NegativeElbo_Rows_EqualTheReferenceWithNoiseOfTheirOwn(int samples, int seed)
    {
        var model = RandomModel.Make(Options("PerFeature", [13]), 7);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, 90);

        var elbo = model.NegativeElbo(new MemoryRowSource(rows, 7), samples, seed);

        var expected = Enumerable.Range(0, 90).Average(i => reference.NegativeElbo(rows.AsSpan(i * 7, 7), i, samples, seed));
        Assert.Equal(expected, elbo, 1e-5 * Math.Abs(expected));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_RowsCutIntoCalls_KeepTheirScoresBitForBit(ScoreKind kind)
    {
        const int Count = 300;
        var model = RandomModel.Make(Options("PerFeature", [13, 6]), 7);
        var rows = RandomModel.Rows(model, Count);
        var whole = new float[Count];
        model.Score(rows, kind, whole);

        foreach (var cut in (int[])[1, 2, 7, 31, 32, 33, 100, 299])
        {
            var pieces = new float[Count];
            for (var first = 0; first < Count; first += cut)
            {
                var here = Math.Min(cut, Count - first);
                model.Score(rows.AsSpan(first * 7, here * 7), kind, pieces.AsSpan(first, here));
            }

            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void Score_OneTwoAndThreeThreads_GiveTheSameBits()
    {
        var options = Options("PerFeature", [13, 6]);
        float[]? expected = null;
        foreach (var threads in (int[])[1, 2, 3])
        {
            var model = RandomModel.Make(options with { Engine = new() { Threads = threads } }, 7);
            var rows = RandomModel.Rows(model, 1000);
            var scores = new float[1000];
            model.Score(rows, scores);
            expected ??= scores;
            Assert.Equal(expected, scores);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_EachWidth_AgreesWithTheWidest(ScoreKind kind)
    {
        var parts = RandomModel.Parts(Options("PerFeature", [21, 13]), 9);
        var rows = RandomModel.Rows(new VaeModel(parts), 50);
        var expected = new float[50];
        ManagedPipeline.Create(parts, VectorWidth.Bits512).Transform(rows, false, kind, new VaeOutputs { Scores = expected });

        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var scores = new float[50];
            ManagedPipeline.Create(parts, width).Transform(rows, false, kind, new VaeOutputs { Scores = scores });
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * Math.Max(9, Math.Abs(pair.First))));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Transform_RowsWithNaNOrInfinity_AreNaNAndLeaveTheirNeighboursAlone(ScoreKind kind)
    {
        const int Features = 7, Latent = 5, Count = 70;
        var model = RandomModel.Make(Options("PerFeature", [13, 6]), Features);
        model = RandomModel.Make(model.Options with { Scoring = model.Options.Scoring with { Kind = kind } }, Features);
        var rows = RandomModel.Rows(model, Count);
        var (good, latentGood, rebuiltGood) = (new float[Count], new float[Count * Latent], new float[Count * Features]);
        model.Transform(rows, new VaeOutputs { Scores = good, Latent = latentGood, Reconstruction = rebuiltGood });
        (int Row, float Value)[] broken =
            [(0, float.NaN), (5, float.PositiveInfinity), (31, float.NegativeInfinity), (33, float.NaN), (69, float.NaN)];
        foreach (var (row, value) in broken)
        {
            rows[(row * Features) + (row % Features)] = value;
        }

        var (latent, variance) = (new float[Count * Latent], new float[Count * Latent]);
        var (rebuilt, scores) = (new float[Count * Features], new float[Count]);
        model.Transform(rows, new VaeOutputs { Scores = scores, Latent = latent, LogVariance = variance, Reconstruction = rebuilt });

        for (var i = 0; i < Count; i++)
        {
            var isBroken = broken.Any(at => at.Row == i);
            Assert.Equal(isBroken ? float.NaN : good[i], scores[i]);
            Assert.False(isBroken && model.IsAnomaly(scores[i]));
            for (var j = 0; j < Latent; j++)
            {
                Assert.Equal(isBroken ? float.NaN : latentGood[(i * Latent) + j], latent[(i * Latent) + j]);
                Assert.Equal(isBroken, float.IsNaN(variance[(i * Latent) + j]));
            }

            for (var d = 0; d < Features; d++)
            {
                Assert.Equal(isBroken ? float.NaN : rebuiltGood[(i * Features) + d], rebuilt[(i * Features) + d]);
            }
        }
    }

    [Fact]
    public void Score_MoreThan2048Numbers_UsesTheDiagonal()
    {
        const int Features = 2050;
        var options = Options("PerFeature", [4]) with { Scoring = new() { Kind = ScoreKind.WhitenedDistance } };
        var plain = RandomModel.Parts(options with { Scoring = options.Scoring with { Kind = ScoreKind.SquaredError } }, 3);
        var scale = Enumerable.Range(0, Features + 5).Select(i => 1 + (i % 7 / 10f)).ToArray();
        var parts = new ModelParts(
            options,
            Features,
            new float[new ParameterLayout(VaePlan.Create(options, Features)).Count],
            FeatureScaler.FromParts(
                ScalingKind.None,
                new float[Features],
                Enumerable.Repeat(1f, Features).ToArray(),
                float.PositiveInfinity),
            new Whitening(new float[Features + 5], scale),
            0,
            default,
            plain.Report);
        var model = new VaeModel(parts);
        var rows = RandomModel.Rows(model, 3);
        var scores = new float[3];

        model.Score(rows, scores);

        Assert.All(Enumerable.Range(0, 3), i =>
        {
            var expected = new ReferenceScores(parts).Score(rows.AsSpan(i * Features, Features), ScoreKind.WhitenedDistance);
            Assert.Equal(expected, scores[i], 1e-5 * expected);
        });
    }

    private static void Close(double[] expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private static VaeOptions Options(string likelihood, int[] hidden) => new()
    {
        Network = new NetworkOptions { HiddenLayers = hidden.ToImmutableArray(), LatentDimension = 5 },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Scoring = new ScoringOptions { Samples = 6 },
        Seed = 12,
    };
}
