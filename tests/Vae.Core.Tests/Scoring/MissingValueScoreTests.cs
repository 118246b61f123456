using Vae.Core.Data;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Scoring;

/// <summary>Outputs of rows of which values were not observed.</summary>
public sealed class MissingValueScoreTests
{
    public static TheoryData<ScoreKind, string, int> Models()
    {
        var data = new TheoryData<ScoreKind, string, int>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, "PerFeature", 7);
            data.Add(kind, "Bernoulli", 37);
            data.Add(kind, "Fixed", 20);
        }

        return data;
    }

    public static TheoryData<ScoreKind> Kinds() => [.. Enum.GetValues<ScoreKind>()];

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_RowsWithHoles_EqualsTheReference(ScoreKind kind, string likelihood, int features)
    {
        foreach (var passes in (int[])[1, 3])
        {
            var model = RandomModel.Make(Options(likelihood) with { ImputationPasses = passes }, features);
            var reference = new ReferenceScores(model.Parts);
            var rows = Rows(model, 75);
            var scores = new float[75];

            model.Score(rows, kind, scores);

            for (var i = 0; i < 75; i++)
            {
                var expected = reference.Score(rows.AsSpan(i * features, features), kind);
                Assert.Equal(expected, scores[i], 2e-5 * Math.Max(features, Math.Abs(expected)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Transform_CompleteRows_GiveTheSameBitsWhetherValuesMayBeMissing(ScoreKind kind)
    {
        var options = Options("PerFeature");
        var (allows, forbids) = (RandomModel.Make(options, 11), RandomModel.Make(options with { MissingValues = MissingValueHandling.Invalid }, 11));
        var rows = RandomModel.Rows(allows, 70);
        var (wanted, found) = (new float[70], new float[70]);

        forbids.Score(rows, kind, wanted);
        allows.Score(rows, kind, found);
        Assert.Equal(wanted, found);

        // Nor do rows with holes beside them in a panel change what complete ones get.
        for (var row = 1; row < 70; row += 2)
        {
            rows[(row * 11) + (row % 11)] = float.NaN;
        }

        allows.Score(rows, kind, found);
        Assert.All(Enumerable.Range(0, 35), i => Assert.Equal(wanted[2 * i], found[2 * i]));
        Assert.All(found, score => Assert.True(float.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Transform_RowsOneByOne_GiveTheBitsOfThePanel(ScoreKind kind)
    {
        foreach (var likelihood in (string[])["PerFeature", "Bernoulli"])
        {
            var model = RandomModel.Make(Options(likelihood), 11);
            var rows = Rows(model, 40);
            var (together, alone) = (new float[40], new float[40]);
            var (imputed, imputedAlone) = (new float[rows.Length], new float[rows.Length]);

            model.Score(rows, kind, together);
            model.Impute(rows, imputed);
            for (var i = 0; i < 40; i++)
            {
                model.Score(rows.AsSpan(i * 11, 11), kind, alone.AsSpan(i, 1));
                model.Impute(rows.AsSpan(i * 11, 11), imputedAlone.AsSpan(i * 11, 11));
            }

            Assert.Equal(together, alone);
            Assert.Equal(imputed, imputedAlone);
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Transform_EachWidth_EqualsTheReference(int bits)
    {
        var parts = RandomModel.Parts(Options("PerFeature"), 9);
        var model = new VaeModel(parts, ManagedPipeline.Create(parts, (VectorWidth)bits));
        var reference = new ReferenceScores(parts);
        var rows = Rows(model, 40);
        var scores = new float[40];

        model.Score(rows, ScoreKind.ReferenceDistance, scores);

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(reference.Score(rows.AsSpan(i * 9, 9), ScoreKind.ReferenceDistance), scores[i], 1e-4 * Math.Max(1, scores[i]));
        }
    }

    [Fact]
    public void Impute_RowsWithHoles_KeepsWhatWasObservedAndTakesTheRestFromTheDecoder()
    {
        var model = RandomModel.Make(Options("PerFeature"), 7);
        var reference = new ReferenceScores(model.Parts);
        var rows = Rows(model, 50);
        rows[0] = -0f;
        var (imputed, rebuilt) = (new float[rows.Length], new float[rows.Length]);

        model.Impute(rows, imputed);
        model.Reconstruct(rows, rebuilt);

        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(float.IsNaN(rows[i]) ? rebuilt[i] : rows[i]), BitConverter.SingleToInt32Bits(imputed[i]));
        }

        var expected = reference.Decode(reference.Encode(rows.AsSpan(7, 7)).Mean);
        Assert.All(Enumerable.Range(0, 7), d => Assert.Equal(expected[d], rebuilt[7 + d], 1e-4));
        model.Impute(rows, rows);
        Assert.Equal(imputed, rows);
    }

    [Fact]
    public void Transform_RowsThatCannotBeUsed_AreNaNInEveryOutput()
    {
        var model = RandomModel.Make(Options("PerFeature"), 7);
        var rows = Rows(model, 60);
        rows.AsSpan(7, 7).Fill(float.NaN);
        rows[14] = float.PositiveInfinity;
        foreach (var count in (int[])[4, 20, 60])
        {
            var (scores, imputed, latent) = (new float[count], new float[count * 7], new float[count * model.LatentDimension]);

            model.Transform(rows.AsSpan(0, count * 7), new VaeOutputs { Scores = scores, Imputed = imputed, Latent = latent });

            Assert.All(Enumerable.Range(0, count), i => Assert.Equal(i is 1 or 2, float.IsNaN(scores[i])));
            Assert.All(Enumerable.Range(0, count * 7), i => Assert.Equal(i / 7 is 1 or 2, float.IsNaN(imputed[i])));
            Assert.All(Enumerable.Range(0, latent.Length), i => Assert.Equal(i / model.LatentDimension is 1 or 2, float.IsNaN(latent[i])));
        }
    }

    [Fact]
    public void Impute_ModelToWhichNaNIsInvalid_IsRefused()
    {
        var model = RandomModel.Make(Options("PerFeature") with { MissingValues = MissingValueHandling.Invalid }, 7);

        var error = Assert.Throws<InvalidOperationException>(() => model.Impute(new float[7], new float[7]));

        Assert.Contains("MissingValues = Observed", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Rows with about a third of their values missing; the first is complete.</summary>
    internal static float[] Rows(VaeModel model, int count)
    {
        var rows = RandomModel.Rows(model, count);
        var random = new Random(5);
        for (var i = model.InputDimension; i < rows.Length; i++)
        {
            if (i % model.InputDimension != 0 && random.NextDouble() < 0.35)
            {
                rows[i] = float.NaN;
            }
        }

        return rows;
    }

    private static VaeOptions Options(string likelihood) => new()
    {
        Network = new NetworkOptions { HiddenLayers = [13, 6], LatentDimension = 5 },
        Likelihood = ModelKinds.Likelihood(likelihood),
        MissingValues = MissingValueHandling.Observed,
        Scoring = new ScoringOptions { Samples = 3 },
        Seed = 4,
    };
}
