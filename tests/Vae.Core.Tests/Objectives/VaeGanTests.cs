using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Objectives;

/// <summary>What a VAE-GAN draws is as sharp as the digits themselves, and nearer to them as a whole than what a variational autoencoder draws.</summary>
public sealed class VaeGanTests
{
    private const int Side = 8;

    private static readonly MemoryRowSource Digits =
        RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();

    [Fact]
    public void S11_Sample_OfDigits_IsSharperThanAVariationalAutoencodersAndNearerToThem()
    {
        var (plain, sharp) = (Fit(ObjectiveKind.Elbo, 80), Fit(ObjectiveKind.VaeGan, 80));

        var real = Digits.Values.Span[..(500 * Side * Side)].ToArray();
        var (plainRows, sharpRows) = (plain.Sample(500, 3).Rows, sharp.Sample(500, 3).Rows);
        var (plainRatio, sharpRatio) = (Gradient(plainRows) / Gradient(real), Gradient(sharpRows) / Gradient(real));

        // Twice as near to 1, from a blurred side.
        Assert.InRange(plainRatio, 0.5, 0.85);
        Assert.True(Math.Abs(1 - sharpRatio) < 0.5 * (1 - plainRatio), $"mean gradient over that of the digits: {plainRatio} of the VAE, {sharpRatio} of the VAE-GAN");
        var (plainDistance, sharpDistance) = (Distance(real, plainRows), Distance(real, sharpRows));
        Assert.True(sharpDistance < plainDistance, $"MMD to the digits: {plainDistance} of the VAE, {sharpDistance} of the VAE-GAN");
        Assert.Equal(0, sharp.Report.Rollbacks);
        Assert.All(sharp.Report.History, epoch => Assert.InRange(epoch.DiscriminatorLoss!.Value, 0.1, 1));
        Assert.True(sharp.Report.ActiveUnits >= 8, $"{sharp.Report.ActiveUnits} active units");
    }

    [Fact]
    public void S11_Fit_Convolutional_TrainsAllThreeNetworks()
    {
        var options = Options(ObjectiveKind.VaeGan, 6);
        var model = new VaeTrainer(options with
        {
            Network = NetworkOptions.ForImages(new ImageShape(1, Side, Side)) with { LatentDimension = 8, Normalization = NormalizationKind.Batch },
        }).Fit(Digits);

        Assert.True(model.Report.History[^1].Reconstruction < model.Report.History[0].Reconstruction);
        Assert.InRange(model.Report.DiscriminatorLoss!.Value, 0.05, 1.2);
        Assert.All(model.Sample(20).Rows, value => Assert.InRange(value, 0, 16));
    }

    /// <summary>Mean over pictures of the sum of absolute differences of neighbouring pixels.</summary>
    private static double Gradient(float[] rows) => rows.Chunk(Side * Side).Average(picture => Enumerable.Range(0, Side * Side).Sum(at =>
        (at % Side < Side - 1 ? Math.Abs(picture[at + 1] - picture[at]) : 0) + (at / Side < Side - 1 ? Math.Abs(picture[at + Side] - picture[at]) : 0)));

    private static double Distance(float[] real, float[] drawn) => MaximumMeanDiscrepancy.Compare(real, drawn, Side * Side, divisions: 99).Statistic;

    private static VaeModel Fit(ObjectiveKind kind, int epochs) => new VaeTrainer(Options(kind, epochs)).Fit(Digits);

    private static VaeOptions Options(ObjectiveKind kind, int epochs) => new()
    {
        Engine = new() { Threads = 1 },
        Network = new() { HiddenLayers = [256, 128], LatentDimension = 16 },
        Likelihood = Likelihood.Bernoulli(),
        Scaling = ScalingKind.MinMax,
        Objective = new() { Kind = kind },
        Training = new() { Epochs = epochs, BatchSize = 64, Optimizer = new() { LearningRate = 1e-3f } },
        Scoring = new() { Kind = ScoreKind.SquaredError },
    };
}
