using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Oracles;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Context;

/// <summary>Outputs, scores and contributions of models with a context.</summary>
public sealed class ContextScoreTests
{
    public static TheoryData<ScoreKind, string, bool> Models()
    {
        var data = new TheoryData<ScoreKind, string, bool>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, "PerFeature", false);
            data.Add(kind, "PerFeature", true);
            data.Add(kind, "Bernoulli", false);
            data.Add(kind, "Bernoulli", true);
        }

        return data;
    }

    public static TheoryData<ScoreKind, bool> Kinds()
    {
        var data = new TheoryData<ScoreKind, bool>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, false);
            data.Add(kind, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_WithContext_EqualsTheReference(ScoreKind kind, string likelihood, bool isMixed)
    {
        var width = ContextRows.Width(isMixed);
        var model = RandomModel.Make(Options(likelihood, isMixed), width);
        var reference = new ReferenceScores(model.Parts);
        var rows = RandomModel.Rows(model, 75);
        var (scores, rebuilt) = (new float[75], new float[rows.Length]);

        model.Score(rows, kind, scores);
        model.Reconstruct(rows, rebuilt);

        for (var i = 0; i < 75; i++)
        {
            var row = rows.AsSpan(i * width, width);
            var expected = reference.Score(row, kind);
            Assert.Equal(expected, scores[i], 1e-5 * Math.Max(width, Math.Abs(expected)));
            Assert.All(reference.Rebuild(row).Zip(rebuilt[(i * width)..((i + 1) * width)]), pair => Assert.Equal(pair.First, pair.Second, 2e-4 * (1 + Math.Abs(pair.First))));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_RowsWithContextCutIntoCalls_KeepTheirScoresBitForBit(ScoreKind kind, bool isMixed)
    {
        var model = RandomModel.Make(Options("PerFeature", isMixed), ContextRows.Width(isMixed));

        CutRows.AssertSame(model, kind, RandomModel.Rows(model, 100));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Contributions_WithContext_AddUpToTheScoreWithoutIt(ScoreKind kind, bool isMixed)
    {
        var (model, rows) = Trained(kind, isMixed, MissingValueHandling.Invalid);
        var (width, count) = (model.InputDimension, rows.Length / model.InputDimension);
        var columns = model.ColumnDimension;
        var (scores, perFeature, perColumn) = (new float[count], new float[rows.Length], new float[count * columns]);

        model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = perFeature, ColumnContributions = perColumn });

        for (var row = 0; row < count; row++)
        {
            var (features, sums) = (perFeature[(row * width)..((row + 1) * width)], perColumn[(row * columns)..((row + 1) * columns)]);
            var size = sums.Sum(part => Math.Abs((double)part));
            Assert.Equal(scores[row], sums.Sum(part => (double)part), 2e-5 * size);
            Assert.Equal(scores[row], features.Sum(part => (double)part), 2e-5 * size);
            Assert.All(features[^model.ContextDimension..], part => Assert.Equal(0, part));
            Assert.All(sums[^model.Options.ContextColumnCount..], part => Assert.Equal(0, part));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_SavedModelWithContext_GivesTheSameOutputs(ScoreKind kind, bool isMixed)
    {
        var (model, rows) = Trained(kind, isMixed, MissingValueHandling.Observed);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;

        var loaded = VaeModel.Load(file);

        var count = rows.Length / model.InputDimension;
        Assert.Equal(model.ContextDimension, loaded.ContextDimension);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_ContextMissing_IsNaNWhateverIsDoneAboutMissingValues(bool isMixed)
    {
        foreach (var handling in Enum.GetValues<MissingValueHandling>())
        {
            var (model, rows) = Trained(ScoreKind.ReferenceDistance, isMixed, handling);
            var row = rows[..model.InputDimension];
            row[^model.ContextDimension] = float.NaN;
            var (alone, many) = (new float[1], new float[40]);

            model.Score(row, alone);
            model.Score([.. row, .. rows[..(39 * row.Length)]], many);

            Assert.True(float.IsNaN(alone[0]));
            Assert.True(float.IsNaN(many[0]));
            Assert.All(many[1..], score => Assert.True(float.IsFinite(score)));
        }
    }

    [Fact]
    public void Fit_ContextMissing_IsRefusedAndNamed()
    {
        var rows = ContextRows.Loads(50, 1);
        rows[7] = float.NaN;
        var options = new VaeOptions { ContextColumnCount = 1, MissingValues = MissingValueHandling.Observed };

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(options).Fit(new MemoryRowSource(rows, 2, ["load", "hour"])));

        Assert.Contains("Row 3 (counted from 0) holds NaN in column 2 ('hour')", error.Message, StringComparison.Ordinal);
        Assert.Contains("context", error.Message, StringComparison.Ordinal);
    }

    private static (VaeModel Model, float[] Rows) Trained(ScoreKind kind, bool isMixed, MissingValueHandling missing)
    {
        var random = new Random(8);
        var width = ContextRows.Width(isMixed);
        var rows = Enumerable.Range(0, 150 * width).Select(_ => (float)(3 * random.NextDouble())).ToArray();
        MixedRows.Discretise(isMixed ? ContextRows.Mixed : null, rows, random);
        if (missing == MissingValueHandling.Observed)
        {
            for (var row = 0; row < 150; row += 4)
            {
                rows[row * width] = float.NaN;
            }
        }

        var options = Options("PerFeature", isMixed) with { MissingValues = missing, Training = new() { Steps = 30 }, Scoring = new ScoringOptions { Kind = kind, Samples = 3 } };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows, width)), rows[..(40 * width)]);
    }

    private static VaeOptions Options(string likelihood, bool isMixed) => ContextRows.Small(likelihood, isMixed) with
    {
        Network = new NetworkOptions { HiddenLayers = [19, 8], LatentDimension = 5 },
        Scaling = likelihood == "Bernoulli" ? ScalingKind.MinMax : ScalingKind.Robust,
        Scoring = new ScoringOptions { Samples = 3 },
    };
}
