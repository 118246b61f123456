using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Objectives;

/// <summary>Codes of the digits, taken together, are distributed as the prior that was asked for.</summary>
public sealed class AdversarialAutoencoderTests
{
    // Of so many codes and draws the two-sample test does not see the difference.
    private const int Compared = 1000;

    private static readonly MemoryRowSource Digits =
        RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();

    /// <summary>Without instance noise this seed leaves modes with two thirds of their share, and is rejected; seed 0, the other that was tried, passes either way.</summary>
    [Fact]
    public void S10_Fit_TenGaussiansOnACircle_CodesAreNotToldFromThePriorAndCoverAllTen()
    {
        const int seed = 4;
        var prior = Prior.Circle();
        var (untrained, trained) = (Fit(prior, 1, seed: seed), Fit(prior, 400, seed: seed));

        var (before, after) = (Fit(untrained, prior, divisions: 99), Fit(trained, prior));

        Assert.True(after.PValue > 0.01, $"rejected: {after}");
        Assert.True(before.Statistic > 50 * Math.Max(after.Statistic, after.CriticalValue / 10), $"untrained {before}, trained {after}");
        var share = Codes(trained).GroupBy(code => Nearest(prior, code)).ToDictionary(group => group.Key, group => group.Count() / 1797.0);
        Assert.Equal(10, share.Count);
        Assert.All(share.Values, value => Assert.InRange(value, 0.07, 0.13));
        Assert.InRange(trained.Report.DiscriminatorLoss!.Value, 0.6, 0.75);
        Assert.InRange(trained.Report.DiscriminatorAccuracy!.Value, 0.45, 0.65);
        Assert.True(trained.Report.Reconstruction < 0.75 * untrained.Report.Reconstruction);
    }

    [Fact]
    public void S10_Fit_StandardNormal_CodesAreNotToldFromIt()
    {
        var prior = Prior.StandardNormal();
        var (untrained, trained) = (Fit(prior, 1), Fit(prior, 120));

        var (before, after) = (Fit(untrained, prior, divisions: 99), Fit(trained, prior));

        Assert.True(after.PValue > 0.01, $"rejected: {after}");
        Assert.True(before.Statistic > 50 * Math.Max(after.Statistic, after.CriticalValue / 10), $"untrained {before}, trained {after}");
    }

    [Fact]
    public void S10_Fit_LabelsOfAllRows_BringsEachClassToItsComponent()
    {
        var prior = Prior.Circle();
        var model = Fit(prior, 80, adversarial => adversarial with { UseLabels = true });

        var labels = Digits.Labels!.Value.ToArray();
        var right = Codes(model).Zip(labels).Count(pair => Nearest(prior, pair.First) == (int)pair.Second);

        Assert.True(right > 0.8 * 1797, $"{right} of 1797 codes lie at their class's component");
    }

    [Fact]
    public void S10_Fit_SamplerOfTheUsers_CodesFollowIt()
    {
        // A ring: no Gaussian and no mixture of few.
        var prior = Prior.Sampled(random =>
        {
            var (angle, radius) = (2 * Math.PI * random.NextDouble(), 2 + (0.1 * random.NextDouble()));
            return [(float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle))];
        }, "a ring");
        var model = Fit(prior, 100);

        var radii = Codes(model).Select(code => Math.Sqrt((code[0] * code[0]) + (code[1] * code[1]))).Order().ToArray();

        // A standard normal in the plane has 0.46 and 2.15 there.
        Assert.InRange(radii[180], 1.2, 2.3);
        Assert.InRange(radii[^180], 1.8, 2.6);
    }

    [Fact]
    public void S10_Fit_GaussianEncoderAndCorruptedRows_RebuildsCleanOnes()
    {
        var model = Fit(Prior.StandardNormal(), 40, adversarial => adversarial with { GaussianEncoder = true }, Corruption.Masking());

        var rebuilt = new float[Digits.Values.Length];
        model.Reconstruct(Digits.Values.Span, rebuilt);

        Assert.All(rebuilt, value => Assert.InRange(value, 0, 16));
        Assert.True(model.Report.History[^1].Reconstruction < model.Report.History[0].Reconstruction);
    }

    private static VaeModel Fit(Prior prior, int epochs, Func<AdversarialOptions, AdversarialOptions>? change = null, Corruption? corruption = null, int seed = 0)
    {
        var adversarial = new AdversarialOptions { Prior = prior };
        return new VaeTrainer(new VaeOptions
        {
            Engine = new() { Threads = 1 },
            Network = new() { HiddenLayers = [128, 64], LatentDimension = 2 },
            Likelihood = Likelihood.Bernoulli(),
            Scaling = ScalingKind.MinMax,
            Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = change?.Invoke(adversarial) ?? adversarial, Corruption = corruption },
            Training = new() { Epochs = epochs, BatchSize = 64, Optimizer = new() { LearningRate = 1e-3f } },
            Scoring = new() { Kind = ScoreKind.SquaredError },
            Seed = seed,
        }).Fit(Digits);
    }

    /// <summary>Codes of rows from all over the set against as many draws from the prior; few divisions do where the statistic alone is looked at.</summary>
    private static MaximumMeanDiscrepancy Fit(VaeModel model, Prior prior, int divisions = 199)
    {
        var codes = Codes(model);
        new Random(1).Shuffle(codes);
        var draws = model.WithPrior(prior).Sample(Compared, seed: 5).Codes;
        return MaximumMeanDiscrepancy.Compare([.. codes.Take(Compared).SelectMany(code => code)], draws, 2, divisions);
    }

    private static float[][] Codes(VaeModel model)
    {
        var codes = new float[1797 * 2];
        model.Encode(Digits.Values.Span, codes);
        return [.. codes.Chunk(2)];
    }

    private static int Nearest(GaussianMixturePrior prior, float[] code) => Enumerable.Range(0, prior.Components)
        .MinBy(k => Math.Pow(code[0] - prior.Means[k][0], 2) + Math.Pow(code[1] - prior.Means[k][1], 2));
}
