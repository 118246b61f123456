using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Objectives;

/// <summary>Linear networks against what is known of them in closed form: the exact likelihood, the best one, and principal components.</summary>
public sealed class LinearGaussianTests
{
    private const int Rows = 400;

    /// <summary>Columns of W are orthogonal, so that the exact posterior has a diagonal covariance.</summary>
    private static readonly LinearGaussian Truth = new(
        [[1.5, 0.2], [0.9, -0.4], [-0.6, 0.8], [0.3, 0.5], [0.75, 0.52]], [0.5, -1, 0, 2, 0.25], 0.6);

    private static readonly float[] Data = Truth.Draw(Rows, seed: 3);

    private static ScoringOptions Scoring(int samples) =>
        new() { Kind = ScoreKind.ImportanceWeightedNll, Samples = samples, Threshold = ThresholdPolicy.Fixed(0) };

    [Fact]
    public void Truth_ColumnsOfW_AreOrthogonal() =>
        Assert.Equal(0, Truth.Weights.Sum(row => row[0] * row[1]), 1e-12);

    /// <summary>Under the exact posterior each weight is p(x) itself: one sample says all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void S12_ImportanceWeightedNll_ExactPosterior_IsTheExactLikelihood(int samples)
    {
        var model = Truth.Model(Scoring(samples));
        var scores = new float[Rows];

        model.Score(Data, scores);
        var mean = model.ImportanceWeightedNll(new MemoryRowSource(Data, 5), samples);

        Assert.Equal(Truth.MeanNegativeLogLikelihood(Data), mean, 1e-5);
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal(Truth.NegativeLogLikelihood(Data.AsSpan(row * 5, 5)), scores[row], 2e-5);
        }
    }

    /// <summary>A posterior that is off by half and too wide: the estimate lies above the truth, and falls to it.</summary>
    [Fact]
    public void S12_ImportanceWeightedNll_OtherPosterior_FallsToTheExactLikelihoodFromAbove()
    {
        var model = Truth.Model(Scoring(1), meanFactor: 0.5, sigmaFactor: 2);
        var exact = Truth.MeanNegativeLogLikelihood(Data);
        int[] samples = [1, 4, 16, 64, 256, 5000];

        var gaps = samples.Select(count => Enumerable.Range(0, 4)
            .Average(seed => model.ImportanceWeightedNll(new MemoryRowSource(Data, 5), count, seed)) - exact).ToArray();

        for (var i = 0; i < gaps.Length - 1; i++)
        {
            Assert.True(gaps[i] > 2 * Math.Max(0, gaps[i + 1]), $"At {samples[i]} samples the gap is {gaps[i]:G4}, at {samples[i + 1]} {gaps[i + 1]:G4}.");
        }

        Assert.True(gaps[0] > 1);
        Assert.InRange(gaps[^1], -0.001, 0.002);
        Assert.InRange(model.NegativeElbo(new MemoryRowSource(Data, 5), 64) - exact, 1, double.MaxValue);
    }

    /// <summary>Trained on the weighted bound, linear encoder and decoder reach the best likelihood there is, within 0.01 nats.</summary>
    [Fact]
    public void Fit_ImportanceWeightedLinearModel_ReachesTheBestLikelihood()
    {
        var options = Linear(new() { Kind = ObjectiveKind.Iwae, Samples = 5 }, Likelihood.GaussianLearned());
        var best = new PrincipalComponents(Data, 5).BestNegativeLogLikelihood(2);

        var model = new VaeTrainer(options).Fit(new MemoryRowSource(Data, 5));
        var reached = LinearModels.Of(model).MeanNegativeLogLikelihood(Data);
        var estimate = model.ImportanceWeightedNll(new MemoryRowSource(Data, 5), 500);

        Assert.InRange(reached - best, -1e-4, 0.01);
        Assert.Equal(reached, estimate, 0.005);
    }

    /// <summary>A linear autoencoder finds the principal subspace (Baldi and Hornik 1989): its error is that of PCA, within 1 %.</summary>
    [Fact]
    public void S1_Fit_LinearAutoencoder_RebuildsAsWellAsPrincipalComponents()
    {
        var options = Linear(new() { Kind = ObjectiveKind.Autoencoder }, Likelihood.GaussianFixed());
        var best = new PrincipalComponents(Data, 5).ResidualOf(2);

        var model = new VaeTrainer(options).Fit(new MemoryRowSource(Data, 5));
        var errors = new float[Rows];
        model.Score(Data, ScoreKind.SquaredError, errors);

        Assert.InRange(errors.Average() / best, 1 - 1e-4, 1.01);
        Assert.Equal(0, model.Report.Kl);
        Assert.All(model.Report.KlPerDimension, kl => Assert.Equal(0, kl));
        Assert.Equal(2, model.Report.ActiveUnits);
    }

    private static VaeOptions Linear(ObjectiveOptions objective, Likelihood likelihood) => new()
    {
        Network = new() { HiddenLayers = [], LatentDimension = 2 },
        Likelihood = likelihood,
        Objective = objective,
        Scaling = ScalingKind.None,
        Training = new() { Steps = 4000, BatchSize = 100, Optimizer = new() { LearningRate = 0.01f } },
        Scoring = new() { Kind = ScoreKind.SquaredError },
        Seed = 5,
    };
}
