using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Scoring;

/// <summary>Outputs, scores and contributions of models of columns of several kinds.</summary>
public sealed class MixedScoreTests
{
    private static readonly int Width = MixedRows.Schema.Width;

    public static TheoryData<ScoreKind, string> Models()
    {
        var data = new TheoryData<ScoreKind, string>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, "PerFeature");
            data.Add(kind, "Bernoulli");
        }

        return data;
    }

    public static TheoryData<ScoreKind> Kinds() => [.. Enum.GetValues<ScoreKind>()];

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_MixedColumns_EqualsTheReference(ScoreKind kind, string likelihood)
    {
        var model = RandomModel.Make(Options(likelihood), Width);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, 75);
        var scores = new float[75];

        model.Score(rows, kind, scores);

        for (var i = 0; i < 75; i++)
        {
            var expected = reference.Score(rows.AsSpan(i * Width, Width), kind);
            Assert.Equal(expected, scores[i], 1e-5 * Math.Max(Width, Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_MixedRowsCutIntoCalls_KeepTheirScoresBitForBit(ScoreKind kind)
    {
        var model = RandomModel.Make(Options("PerFeature"), Width);

        CutRows.AssertSame(model, kind, RandomModel.Rows(model, 100));
    }

    [Fact]
    public void Reconstruct_MixedColumns_EqualsTheReference()
    {
        var model = RandomModel.Make(Options("PerFeature"), Width);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, 40);
        var rebuilt = new float[rows.Length];

        model.Reconstruct(rows, rebuilt);

        for (var i = 0; i < 40; i++)
        {
            var expected = reference.Decode(reference.Encode(rows.AsSpan(i * Width, Width)).Mean);
            for (var d = 0; d < Width; d++)
            {
                Assert.Equal(expected[d], rebuilt[(i * Width) + d], 1e-5 * (1 + Math.Abs(expected[d])));
            }

            Assert.Equal(1, rebuilt.AsSpan((i * Width) + MixedRows.Schema.Offset(1), 4).ToArray().Sum(), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Contributions_MixedColumns_AddUpToTheScoreInBothForms(ScoreKind kind)
    {
        var (model, rows) = Trained(kind);
        var count = rows.Length / Width;
        var columns = MixedRows.Schema.Columns.Length;
        rows[Width] = float.NaN;
        var (scores, perFeature, perColumn) = (new float[count], new float[rows.Length], new float[count * columns]);

        model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = perFeature, ColumnContributions = perColumn });

        for (var row = 0; row < count; row++)
        {
            var (features, sums) = (perFeature[(row * Width)..((row + 1) * Width)], perColumn[(row * columns)..((row + 1) * columns)]);
            if (row == 1)
            {
                Assert.All(features.Concat(sums), value => Assert.True(float.IsNaN(value)));
                continue;
            }

            var size = sums.Sum(part => Math.Abs((double)part));
            Assert.Equal(scores[row], sums.Sum(part => (double)part), 2e-5 * size);
            for (var c = 0; c < columns; c++)
            {
                var (start, end) = (MixedRows.Schema.Offset(c), MixedRows.Schema.Offset(c + 1));
                Assert.Equal(sums[c], features[start..end].Sum(), 1e-5 * size);
                var level = Array.IndexOf(rows, 1, (row * Width) + start, end - start) - (row * Width);
                for (var d = start; d < end && MixedRows.Schema.Columns[c].Kind == ColumnKind.Categorical; d++)
                {
                    Assert.Equal(level < 0 ? sums[c] / (end - start) : d == level ? sums[c] : 0, features[d], 1e-6 * size);
                }
            }
        }
    }

    [Theory]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Load_SavedMixedModel_GivesTheSameOutputs(ScoreKind kind)
    {
        var (model, rows) = Trained(kind);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;

        var loaded = VaeModel.Load(file);

        var count = rows.Length / Width;
        Assert.Equal(MixedRows.Schema, loaded.Columns);
        var (scores, rebuilt, parts) = (new float[count], new float[rows.Length], new float[rows.Length]);
        var (loadedScores, loadedRebuilt, loadedParts) = (new float[count], new float[rows.Length], new float[rows.Length]);
        model.Transform(rows, new VaeOutputs { Scores = scores, Reconstruction = rebuilt, Contributions = parts });
        loaded.Transform(rows, new VaeOutputs { Scores = loadedScores, Reconstruction = loadedRebuilt, Contributions = loadedParts });
        Assert.Equal(scores, loadedScores);
        Assert.Equal(rebuilt, loadedRebuilt);
        Assert.Equal(parts, loadedParts);
        using var again = new MemoryStream();
        loaded.Save(again);
        Assert.Equal(file.ToArray(), again.ToArray());
    }

    [Fact]
    public void ColumnContributions_ModelWithoutColumns_AreThoseOfTheFeatures()
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 200 * 3).Select(_ => (float)random.NextDouble()).ToArray();
        var model = new VaeTrainer(new VaeOptions { Training = new() { Steps = 20 } }).Fit(new MemoryRowSource(rows, 3));
        var (perFeature, perColumn) = (new float[rows.Length], new float[rows.Length]);

        model.Contributions(rows, perFeature);
        model.ColumnContributions(rows, perColumn);

        Assert.Equal(perFeature, perColumn);
    }

    [Fact]
    public void Explain_LevelThatTheOtherColumnsContradict_IsTheLeastExpected()
    {
        // The level follows the sign of the number in all rows but one.
        var schema = new TableSchema(TableColumn.Numeric("x"), MixedRows.Levels("sign", 2), MixedRows.Levels("other", 5));
        var random = new Random(5);
        var rows = new float[600 * 8];
        for (var i = 0; i < 600; i++)
        {
            var sign = random.Next(2);
            rows[i * 8] = (float)(random.NextDouble() + 0.3) * (sign == 1 ? 1 : -1);
            rows[(i * 8) + 1 + sign] = 1;
            rows[(i * 8) + 3 + random.Next(5)] = 1;
        }

        var model = new VaeTrainer(new VaeOptions { Columns = schema, Training = new() { Steps = 200 } }).Fit(new MemoryRowSource(rows, 8));

        var usual = model.Explain([0.8f, 0, 1, 0, 0, 1, 0, 0]);
        var odd = model.Explain([0.8f, 1, 0, 0, 0, 1, 0, 0]);
        var unseen = model.Explain([0.8f, 0, 0, 0, 0, 1, 0, 0]);

        Assert.Equal(1, usual.Features[2].Expected, 0.2);
        Assert.Equal(1, usual.Features[1].Expected + usual.Features[2].Expected, 0.01);
        Assert.Equal(1, odd.Features[2].Expected, 0.2);
        Assert.True(odd.Score > 2 * usual.Score, $"{odd.Score} and {usual.Score}");
        Assert.True(unseen.Score > 2 * usual.Score, $"{unseen.Score} and {usual.Score}");
        Assert.Contains(odd.Largest(2), feature => feature.Name == "sign=l0");
        Assert.All(usual.Features, feature => Assert.True(float.IsFinite(feature.Surprise)));
    }

    /// <summary>A model after a few steps, and rows of its kind, one with an unseen level among them.</summary>
    private static (VaeModel Model, float[] Rows) Trained(ScoreKind kind)
    {
        var random = new Random(8);
        var rows = Enumerable.Range(0, 150 * Width).Select(_ => (float)(3 * random.NextDouble())).ToArray();
        MixedRows.Discretise(MixedRows.Schema, rows, random);
        var options = Options("PerFeature") with { Training = new() { Steps = 30 }, Scoring = new ScoringOptions { Kind = kind, Samples = 3 } };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows, Width)), rows[..(40 * Width)]);
    }

    private static VaeOptions Options(string likelihood) => new()
    {
        Columns = MixedRows.Schema,
        Network = new NetworkOptions { HiddenLayers = [19, 8], LatentDimension = 5 },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Scaling = likelihood == "Bernoulli" ? ScalingKind.MinMax : ScalingKind.Robust,
        Scoring = new ScoringOptions { Samples = 3 },
        Seed = 11,
    };
}
