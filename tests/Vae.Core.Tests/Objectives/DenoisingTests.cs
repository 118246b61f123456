using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Core.Tests.Objectives;

/// <summary>Denoising on written digits: trained on corrupted rows, a network takes the noise off rows that it has never seen.</summary>
public sealed class DenoisingTests
{
    // A code of 40 numbers for 64 pixels: wide enough that a plain autoencoder passes most of the noise on.
    private static readonly VaeOptions Plain = new()
    {
        Network = new() { HiddenLayers = [128], LatentDimension = 40 },
        Likelihood = Likelihood.Bernoulli(),
        Objective = new() { Kind = ObjectiveKind.Autoencoder },
        Scaling = ScalingKind.None,
        Training = new() { Steps = 1500 },
        Scoring = new() { Kind = ScoreKind.SquaredError },
        Seed = 2,
    };

    private static readonly Lazy<VaeModel> PlainModel = new(() => Train(Plain));

    /// <summary>
    /// Salt in a pixel that is dark in all training rows is held at the end of its range before either network sees it: a part of the noise that a plain autoencoder is now spared too,
    /// by which its error fell, and with it the factor.
    /// </summary>
    [Theory]
    [InlineData("gaussian", 1.7)]
    [InlineData("masking", 1.7)]
    [InlineData("saltAndPepper", 1.5)]
    public void S1_Reconstruct_CorruptedDigits_IsCloserToTheCleanOnesThanAPlainAutoencoderByTheFactor(string name, double factor)
    {
        Corruption corruption = name switch
        {
            "gaussian" => Corruption.Gaussian(0.3f),
            "masking" => Corruption.Masking(0.3f),
            _ => Corruption.SaltAndPepper(0.2f),
        };
        var denoising = Train(Plain with { Objective = Plain.Objective with { Corruption = corruption } });
        var clean = DigitRows.Test;
        var corrupted = Corrupt(clean, corruption);

        var (before, plain, denoised) = (Error(clean, corrupted), Error(clean, Rebuilt(PlainModel.Value, corrupted)), Error(clean, Rebuilt(denoising, corrupted)));

        Assert.True(
            denoised * factor < plain && denoised * 2 < before,
            $"Mean squared error a pixel: {before:F4} before, {plain:F4} by the plain autoencoder, {denoised:F4} by the denoising one.");
    }

    [Fact]
    public void S1_Fit_CorruptionTwiceWithOneSeed_GivesTheSameParameters()
    {
        var options = Plain with
        {
            Objective = new() { Kind = ObjectiveKind.Elbo, Corruption = Corruption.SaltAndPepper(0.2f), Binarization = Binarization.Dynamic },
            Training = new() { Steps = 30 },
        };

        var (one, three, other) = (
            Train(options with { Engine = new() { Threads = 1 } }), Train(options with { Engine = new() { Threads = 3 } }), Train(options with { Seed = 9 }));

        Assert.Equal(one.Parts.Parameters, three.Parts.Parameters);
        Assert.NotEqual(one.Parts.Parameters, other.Parts.Parameters);
    }

    [Fact]
    public void S1_Score_DenoisingModel_AddsNoNoise()
    {
        var model = Train(Plain with { Objective = Plain.Objective with { Corruption = Corruption.Gaussian(1) }, Training = new() { Steps = 5 } });
        var (first, second) = (new float[397], new float[397]);

        model.Score(DigitRows.Test, first);
        model.Score(DigitRows.Test, second);

        Assert.Equal(first, second);
    }

    private static VaeModel Train(VaeOptions options) => new VaeTrainer(options).Fit(DigitRows.Training);

    private static float[] Rebuilt(VaeModel model, float[] rows)
    {
        var rebuilt = new float[rows.Length];
        model.Reconstruct(rows, rebuilt);
        return rebuilt;
    }

    private static double Error(float[] clean, float[] rows) => clean.Zip(rows, (a, b) => ((double)a - b) * (a - b)).Average();

    /// <summary>Noise of another generator than training's.</summary>
    private static float[] Corrupt(float[] rows, Corruption corruption)
    {
        var random = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. rows.Select(value => corruption switch
        {
            GaussianCorruption gaussian => value + (float)(gaussian.Sigma * Normal()),
            MaskingCorruption masking => random.NextDouble() < masking.Rate ? 0 : value,
            SaltAndPepperCorruption given => random.NextDouble() < given.Rate ? random.Next(2) : value,
            _ => throw new NotSupportedException(),
        })];
    }
}
