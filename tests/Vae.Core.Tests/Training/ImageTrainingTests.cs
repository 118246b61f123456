using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Training;

/// <summary>Convolutional networks on real pictures, 8x8 digits: what they learn, that a seed is a model, and that every way of scoring agrees.</summary>
public sealed class ImageTrainingTests
{
    private const int Pixels = 64;

    private static readonly float[] Digits = Read();

    [Theory]
    [InlineData(NormalizationKind.None)]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void S2_ConvolutionalOnDigits_RebuildsThemBetterThanTheMean(NormalizationKind normalization)
    {
        var (training, test) = (Digits[..(1500 * Pixels)], Digits[(1500 * Pixels)..]);
        var model = new VaeTrainer(Options(normalization, steps: 300)).Fit(new MemoryRowSource(training, Pixels));
        var rebuilt = new float[test.Length];
        model.Reconstruct(test, rebuilt);

        // The mean picture's error is the pixels' variance.
        var mean = Enumerable.Range(0, Pixels).Select(pixel => Enumerable.Range(0, 1500).Average(row => (double)training[(row * Pixels) + pixel])).ToArray();
        var byMean = test.Select((value, i) => Math.Pow(value - mean[i % Pixels], 2)).Sum();
        var byModel = test.Zip(rebuilt, (value, made) => Math.Pow(value - made, 2)).Sum();

        Assert.True(byModel < 0.45 * byMean, $"The model's squared error is {byModel / byMean:P0} of the mean picture's; below 45 % was wanted.");
        Assert.True(model.Report.ActiveUnits >= 4, $"{model.Report.ActiveUnits} of 8 units are active.");
    }

    [Theory]
    [InlineData(NormalizationKind.None)]
    [InlineData(NormalizationKind.Batch)]
    public void Fit_OneTwoAndThreeThreads_GivesIdenticalParameters(NormalizationKind normalization)
    {
        float[] Parameters(int threads) => new VaeTrainer(Options(normalization, steps: 8) with { Engine = new EngineOptions { Threads = threads } })
            .Fit(new MemoryRowSource(Digits.AsMemory(0, 200 * Pixels), Pixels)).Parts.Parameters;

        var one = Parameters(1);

        Assert.Equal(one, Parameters(2));
        Assert.Equal(one, Parameters(3));
    }

    [Theory]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void Transform_OneRowAFewOrMany_GivesTheSameBits(NormalizationKind normalization)
    {
        var model = new VaeTrainer(Options(normalization, steps: 20)).Fit(new MemoryRowSource(Digits.AsMemory(0, 300 * Pixels), Pixels));
        var rows = Digits[..(100 * Pixels)];
        var (all, single) = (new float[100], new float[1]);
        model.Score(rows, all);
        foreach (var row in new[] { 0, 31, 32, 99 })
        {
            model.Score(rows.AsSpan(row * Pixels, Pixels), single);

            Assert.Equal(all[row], single[0]);
        }
    }

    [Fact]
    public void Load_SavedImageModel_ScoresAlikeAndKeepsItsOptions()
    {
        var model = new VaeTrainer(Options(NormalizationKind.Batch, steps: 10)).Fit(new MemoryRowSource(Digits.AsMemory(0, 200 * Pixels), Pixels));
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;

        var loaded = VaeModel.Load(file);

        Assert.Equal(model.Options.Network, loaded.Options.Network);
        Assert.Equal(model.Parts.Parameters, loaded.Parts.Parameters);
    }

    private static VaeOptions Options(NormalizationKind normalization, int steps) => new()
    {
        Network = NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with { LatentDimension = 8, Normalization = normalization },
        Likelihood = Likelihood.GaussianFixed(0.15f),
        Scaling = ScalingKind.None,
        Scoring = new ScoringOptions { Kind = ScoreKind.ReconstructionLogLikelihood },
        Training = new TrainingOptions { Steps = steps, BatchSize = 100, Optimizer = new OptimizerOptions { LearningRate = 3e-3f } },
        Seed = 6,
    };

    private static float[] Read() =>
        [.. RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll().Values.ToArray().Select(value => value / 16)];
}
