using Vae.Core.Data;
using Vae.Core.Explanations;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Statistics;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

public sealed class ExplanationTests
{
    private static readonly Lazy<(VaeModel Model, float[] Later)> Satellite = new(() =>
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "satellite.csv"), new RowSourceOptions { Label = "label" });
        var normal = new NormalRowsSource(all).ReadAll().Values;
        var cut = 2000 * all.ColumnCount;
        var model = new VaeTrainer(new VaeOptions { Seed = 1, Training = new() { Steps = 300 } }).Fit(new MemoryRowSource(normal[..cut], all.ColumnCount, all.ColumnNames));
        return (model, normal[cut..].ToArray());
    });

    public static TheoryData<ScoreKind, bool> Kinds
    {
        get
        {
            var data = new TheoryData<ScoreKind, bool>();
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Contributions_OfAnyScore_AddUpToIt(ScoreKind kind, bool isBernoulli)
    {
        var digits = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var model = new VaeTrainer(new VaeOptions
        {
            Likelihood = isBernoulli ? Likelihood.Bernoulli() : Likelihood.GaussianLearnedPerFeature(),
            Scaling = isBernoulli ? ScalingKind.MinMax : ScalingKind.Robust,
            Network = new NetworkOptions { HiddenLayers = [24], LatentDimension = 5 },
            Training = new TrainingOptions { Steps = 50 },
            Scoring = new ScoringOptions { Kind = kind, Samples = 4 },
        }).Fit(digits);
        var rows = digits.Values[..(40 * digits.ColumnCount)].ToArray();
        rows[3] = float.NaN;
        var (scores, contributions) = (new float[40], new float[rows.Length]);

        model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = contributions });

        for (var row = 1; row < 40; row++)
        {
            var parts = contributions.AsSpan(row * digits.ColumnCount, digits.ColumnCount).ToArray();
            var size = parts.Sum(part => Math.Abs((double)part));
            Assert.Equal(scores[row], parts.Sum(part => (double)part), 2e-5 * size);
            if (kind is ScoreKind.WhitenedDistance or ScoreKind.ReferenceDistance or ScoreKind.SquaredError)
            {
                Assert.All(parts, part => Assert.True(part >= 0));
            }
        }

        Assert.All(contributions[..digits.ColumnCount], part => Assert.True(float.IsNaN(part)));
    }

    [Fact]
    public void Matrix_OfANonNegativeSplit_KeepsTheDistanceAndStaysCloseToEachVariable()
    {
        var random = new Random(3);
        const int Size = 6;
        var lower = new float[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                lower[(i * Size) + j] = (float)(i == j ? 1 + random.NextDouble() : random.NextDouble() - 0.5);
            }
        }

        var whitening = new Whitening(new float[Size], lower);
        var split = NonNegativeSplit.Matrix(whitening);

        for (var trial = 0; trial < 20; trial++)
        {
            var vector = Enumerable.Range(0, Size).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
            var (centered, whitened) = (new float[Size], new float[Size]);
            whitening.Apply(vector, centered, whitened);
            var parts = Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Sum(j => (double)split[(i * Size) + j] * vector[j])).ToArray();
            Assert.Equal(whitened.Sum(y => (double)y * y), parts.Sum(u => u * u), 1e-5);
        }

        // B V^1/2 is symmetric exactly for the map of highest correlations.
        var variances = Variances(whitening);
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                Assert.Equal(split[(i * Size) + j] * Math.Sqrt(variances[j]), split[(j * Size) + i] * Math.Sqrt(variances[i]), 1e-5);
            }
        }
    }

    [Fact]
    public void Explain_RowWithOneWrongValue_NamesItAndWhatItShouldBe()
    {
        var (model, later) = Satellite.Value;
        var width = model.InputDimension;
        var (named, close, trials) = (0, 0, 60);
        for (var trial = 0; trial < trials; trial++)
        {
            var row = later.AsSpan(trial * width, width).ToArray();
            var feature = trial % width;
            var before = row[feature];
            row[feature] += 60;

            var explanation = model.Explain(row);

            var found = explanation.Features[feature];
            Assert.Equal(row[feature], found.Value);
            Assert.Equal(model.FeatureNames![feature], found.Name);
            named += explanation.Largest(1)[0].Index == feature ? 1 : 0;
            close += Math.Abs(found.Expected - before) < 3 * found.Sigma ? 1 : 0;
        }

        Assert.True(named > 0.9 * trials, $"named {named} of {trials}");
        Assert.True(close > 0.9 * trials, $"close {close} of {trials}");
    }

    [Fact]
    public void Explain_Row_GivesWhatTransformGives()
    {
        var (model, later) = Satellite.Value;
        var row = later.AsSpan(0, model.InputDimension).ToArray();
        var (score, probability, contributions) = (new float[1], new float[1], new float[row.Length]);
        model.Transform(row, new VaeOutputs { Scores = score, Probabilities = probability });
        model.Contributions(row, contributions);

        var explanation = model.Explain(row);

        Assert.Equal(score[0], explanation.Score);
        Assert.Equal(probability[0], explanation.Probability);
        Assert.Equal(model.Probability(score[0]), explanation.Probability);
        Assert.Equal(contributions, explanation.Features.Select(feature => feature.Contribution));
        Assert.Equal(explanation.IsAnomaly, model.IsAnomaly(score[0]));
        Assert.Equal("T3 is 0.2, expected 2.1 +- 0.4", new FeatureExplanation(0, "T3", 0.2f, 2.1f, 0.4f, 1).ToString());
        Assert.Equal("src_bytes is 621, expected 26690 +- 2700", new FeatureExplanation(0, "src_bytes", 621, 26692, 2713f, 1).ToString());
        row[1] = float.NaN;
        Assert.Contains(model.FeatureNames![1], Assert.Throws<VaeDataException>(() => model.Explain(row)).Message, StringComparison.Ordinal);
        Assert.Contains("36", Assert.Throws<ArgumentException>(() => model.Explain(row.AsSpan(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ModelOfVersion1_SaysWhatIsMissing()
    {
        var model = VaeModel.Load(Onnx.FixtureModels.PathOf("v1-whitened.onnx"));

        Assert.Null(model.ScoreDistribution);
        Assert.Contains("version 1", Assert.Throws<InvalidOperationException>(() => model.Explain(new float[4])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.Probability(1));
    }

    private static double[] Variances(Whitening whitening)
    {
        var n = whitening.Dimension;
        var root = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.Create(n, n, (i, j) => whitening.Matrix[(i * n) + j]);
        var covariance = root.TransposeThisAndMultiply(root).Inverse();
        return [.. Enumerable.Range(0, n).Select(i => covariance[i, i])];
    }
}
