using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Scaling;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Generation;

public sealed class SamplingTests
{
    private const int Features = 7;
    private const int Latent = 3;

    public static TheoryData<Likelihood> Likelihoods =>
        [Likelihood.GaussianFixed(0.7f), Likelihood.GaussianLearned(), Likelihood.GaussianLearnedPerFeature(), Likelihood.Bernoulli()];

    [Fact]
    public void S7_Sample_ManyCodes_AreStandardNormalAndIndependent()
    {
        const int Count = 40_000;
        var codes = Model(Likelihood.GaussianLearned()).Sample(Count, seed: 3).Codes;

        for (var i = 0; i < Latent; i++)
        {
            var mine = Column(codes, i, Latent);

            // Five standard errors of mean, variance, third and fourth moment.
            Assert.Equal(0, mine.Average(), 5 / Math.Sqrt(Count));
            Assert.Equal(1, mine.Average(z => z * z), 5 * Math.Sqrt(2.0 / Count));
            Assert.Equal(0, mine.Average(z => z * z * z), 5 * Math.Sqrt(15.0 / Count));
            Assert.Equal(3, mine.Average(z => z * z * z * z), 5 * Math.Sqrt(96.0 / Count));
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(0, mine.Zip(Column(codes, j, Latent), (a, b) => a * b).Average(), 5 / Math.Sqrt(Count));
            }

            Assert.Equal(0, mine.Zip(mine.Skip(1), (a, b) => a * b).Average(), 5 / Math.Sqrt(Count));
        }
    }

    [Fact]
    public void S7_Sample_PlainAutoencoder_IsRefusedAndSaysWhatThereIs()
    {
        var model = Model(Likelihood.GaussianFixed());
        var plain = new VaeTrainer(new VaeOptions
        {
            Network = new() { HiddenLayers = [], LatentDimension = 2 },
            Objective = new() { Kind = ObjectiveKind.Autoencoder },
            Training = new() { Steps = 2 },
        }).Fit(new MemoryRowSource(model.Sample(20).Rows, Features));

        var error = Assert.Throws<InvalidOperationException>(() => plain.Sample(3));

        Assert.StartsWith("This model was trained with Objective.Kind = Autoencoder, whose codes follow no prior", error.Message, StringComparison.Ordinal);
        Assert.Equal((false, true), (plain.HasPrior, model.HasPrior));
        Assert.Equal(3, plain.InterpolateCodes([0, 0], [1, 1], 3).Count);
    }

    [Fact]
    public void S7_Sample_WithoutNoise_DecodesTheCodes()
    {
        var model = Model(Likelihood.Bernoulli());

        var sample = model.Sample(50, seed: 8);

        var expected = new float[50 * Features];
        model.Decode(sample.Codes, expected);
        Assert.Equal(expected, sample.Rows);
        Assert.Equal((50, Features, Latent), (sample.Count, sample.InputDimension, sample.LatentDimension));
        Assert.Equal(expected.AsSpan(49 * Features), sample.Row(49));
        Assert.Equal(sample.Codes.AsSpan(7 * Latent, Latent), sample.Code(7));
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void S7_Sample_InPartsAndOnOtherThreads_GivesTheSameRows(Likelihood likelihood)
    {
        var model = Model(likelihood);
        foreach (var noise in new[] { false, true })
        {
            var options = new SamplingOptions { DecoderNoise = noise };
            var whole = model.Sample(700, seed: 5, options);
            var one = model.WithThreads(1).Sample(700, seed: 5, options);
            var first = model.Sample(333, seed: 5, options);
            var single = model.Sample(1, seed: 5, options with { FirstRow = 333 });
            var rest = model.Sample(366, seed: 5, options with { FirstRow = 334 });

            Assert.Equal(whole.Codes, one.Codes);
            Assert.Equal(whole.Rows, one.Rows);
            Assert.Equal(whole.Codes, (float[])[.. first.Codes, .. single.Codes, .. rest.Codes]);
            Assert.Equal(whole.Rows, (float[])[.. first.Rows, .. single.Rows, .. rest.Rows]);
        }
    }

    [Fact]
    public void S7_Sample_OtherSeed_GivesOtherRows()
    {
        var model = Model(Likelihood.GaussianLearned());
        var noisy = new SamplingOptions { DecoderNoise = true, Temperature = 0 };

        Assert.Equal(model.Sample(5, 1).Rows, model.Sample(5, 1).Rows);
        Assert.Empty(model.Sample(5, 1).Codes.Intersect(model.Sample(5, 2).Codes));
        Assert.Empty(model.Sample(5, 1, noisy).Rows.Intersect(model.Sample(5, 2, noisy).Rows));
    }

    [Fact]
    public void S7_Sample_WithTemperature_ScalesTheCodes()
    {
        var model = Model(Likelihood.GaussianLearned());
        var plain = model.Sample(20, 4).Codes;

        Assert.Equal(plain.Select(z => z * 0.5f), model.Sample(20, 4, new SamplingOptions { Temperature = 0.5f }).Codes);
        Assert.All(model.Sample(20, 4, new SamplingOptions { Temperature = 0 }).Codes, z => Assert.Equal(0, z));
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void S7_SampleWithNoise_GaussianDecoder_HasTheModelsSigmaOnEachFeature(Likelihood likelihood)
    {
        if (likelihood is not GaussianLikelihood gaussian)
        {
            return;
        }

        const int Count = 20_000;
        var model = Model(likelihood);
        var noisy = model.Sample(Count, 6, new SamplingOptions { DecoderNoise = true }).Rows;
        var means = model.Sample(Count, 6).Rows;
        var sigma = Sigma(model, gaussian);

        for (var d = 0; d < Features; d++)
        {
            var unit = sigma[d] / model.Scaler.Factor[d];
            var noise = Column(noisy, d, Features).Zip(Column(means, d, Features), (x, mean) => (x - mean) / unit).ToArray();
            Assert.Equal(0, noise.Average(), 5 / Math.Sqrt(Count));
            Assert.Equal(1, noise.Average(e => e * e), 5 * Math.Sqrt(2.0 / Count));
            Assert.Equal(3, noise.Average(e => e * e * e * e), 5 * Math.Sqrt(96.0 / Count));
        }
    }

    [Fact]
    public void S7_SampleWithNoise_BernoulliDecoder_DrawsZerosAndOnesWithItsProbabilities()
    {
        const int Count = 20_000;
        var scaled = Model(Likelihood.Bernoulli());
        var model = new VaeModel(scaled.Parts with { Scaler = FeatureScaler.Identity(Features) });

        // One code for all rows, so that each feature has one probability.
        var draws = model.Sample(Count, 6, new SamplingOptions { DecoderNoise = true, Temperature = 0 }).Rows;
        var probabilities = model.Sample(1, 6, new SamplingOptions { Temperature = 0 }).Rows;

        Assert.All(draws, x => Assert.True(x is 0 or 1));
        for (var d = 0; d < Features; d++)
        {
            var p = probabilities[d];
            Assert.InRange(p, 0.05, 0.95);
            Assert.Equal(p, Column(draws, d, Features).Average(), 5 * Math.Sqrt(p * (1 - p) / Count));
        }

        var products = Column(draws, 0, Features).Zip(Column(draws, 1, Features), (a, b) => (a - probabilities[0]) * (b - probabilities[1]));
        Assert.Equal(0, products.Average(), 5 * 0.25 / Math.Sqrt(Count));
        var raw = scaled.Sample(9, 6, new SamplingOptions { DecoderNoise = true, Temperature = 0 }).Rows;
        scaled.Scaler.Unscale(draws.AsSpan(0, 9 * Features), draws);
        Assert.Equal(draws[..(9 * Features)], raw);
    }

    [Fact]
    public void S7_Sample_ValuesOutOfRange_AreNamed()
    {
        var model = Model(Likelihood.GaussianLearned());

        Says("count is 0 but must lie between 1 and", () => model.Sample(0));
        Says("Sampling.Temperature is -1 but must lie between 0 and 100", () => model.Sample(1, 0, new SamplingOptions { Temperature = -1 }));
        Says("Sampling.Temperature is NaN but must lie", () => model.Sample(1, 0, new SamplingOptions { Temperature = float.NaN }));
        Says("Sampling.FirstRow is -1 but must lie", () => model.Sample(1, 0, new SamplingOptions { FirstRow = -1 }));
        Says("do not fit one array; make at most", () => model.Sample(int.MaxValue));
    }

    private static VaeModel Model(Likelihood likelihood) => RandomModel.Make(
        new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [12, 9], LatentDimension = Latent },
            Likelihood = likelihood,
            Engine = new() { Threads = 3 },
        },
        Features);

    private static double[] Sigma(VaeModel model, GaussianLikelihood likelihood)
    {
        var slot = new ParameterLayout(VaePlan.Create(model.Options, Features)).Find("log_sigma");
        return [.. Enumerable.Range(0, Features).Select(d => slot is null
            ? likelihood.Sigma
            : Math.Exp(model.Parts.Parameters[slot.Offset + (slot.Count == 1 ? 0 : d)]))];
    }

    private static double[] Column(float[] rows, int column, int width) =>
        [.. Enumerable.Range(0, rows.Length / width).Select(row => (double)rows[(row * width) + column])];

    private static void Says(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
