using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The gradient of every objective and corruption against finite differences of the reference, all noise held fixed.</summary>
public sealed class ObjectiveGradientTests
{
    public static TheoryData<string, string, bool> Corruptions()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var likelihood in (string[])["Bernoulli", "PerFeature"])
        {
            foreach (var corruption in (string[])["none", "gaussian", "masking", "saltAndPepper"])
            {
                data.Add(likelihood, corruption, false);
                if (likelihood == "Bernoulli")
                {
                    data.Add(likelihood, corruption, true);
                }
            }
        }

        return data;
    }

    public static TheoryData<string, int> Likelihoods()
    {
        var data = new TheoryData<string, int>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            data.Add(likelihood, 1);
            data.Add(likelihood, 6);
        }

        return data;
    }

    [Theory]
    [InlineData("Bernoulli", Activation.ReLU, false)]
    [InlineData("Bernoulli", Activation.GELU, true)]
    [InlineData("Fixed", Activation.SiLU, false)]
    [InlineData("Learned", Activation.ReLU, true)]
    [InlineData("PerFeature", Activation.Tanh, false)]
    public void S1_ComputeGradient_Autoencoder_EqualsFiniteDifferences(string likelihood, Activation activation, bool dropout)
    {
        var options = GradientTests.Small(likelihood, activation, 1, dropout, 0) with { Objective = new() { Kind = ObjectiveKind.Autoencoder } };

        Check(new EngineCase(options, features: 7, rows: 33));
    }

    [Theory]
    [InlineData(1, new int[0], 1)]
    [InlineData(33, new[] { 9 }, 2)]
    public void S1_ComputeGradient_AutoencoderOfEachShape_EqualsFiniteDifferences(int features, int[] hidden, int latent)
    {
        var options = GradientTests.Small("PerFeature", Activation.SiLU, 1, false, 0) with
        {
            Network = new() { HiddenLayers = [.. hidden], LatentDimension = latent },
            Objective = new() { Kind = ObjectiveKind.Autoencoder },
        };

        Check(new EngineCase(options, features, rows: 34));
    }

    [Theory]
    [MemberData(nameof(Corruptions))]
    public void S1_ComputeGradient_EachCorruptionAndKind_EqualsFiniteDifferences(string likelihood, string corruption, bool isBinarized)
    {
        foreach (var kind in (ObjectiveKind[])[ObjectiveKind.Elbo, ObjectiveKind.Autoencoder, ObjectiveKind.Iwae])
        {
            var objective = new ObjectiveOptions
            {
                Kind = kind,
                Samples = kind == ObjectiveKind.Autoencoder ? 1 : 2,
                Corruption = Corruption(corruption),
                Binarization = isBinarized ? Binarization.Dynamic : Binarization.None,
            };

            Check(new EngineCase(GradientTests.Small(likelihood, Activation.GELU, 2, false, 0) with { Objective = objective }, features: 7, rows: 37));
        }
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void ComputeGradient_ImportanceWeighted_EqualsFiniteDifferences(string likelihood, int samples) =>
        Check(new EngineCase(Weighted(likelihood, samples, dropout: samples == 6), features: 7, rows: 33));

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_EachObjectiveAtEachWidth_EqualsFiniteDifferences(int bits)
    {
        foreach (var kind in (ObjectiveKind[])[ObjectiveKind.Autoencoder, ObjectiveKind.Iwae])
        {
            var objective = new ObjectiveOptions
            {
                Kind = kind, Samples = kind == ObjectiveKind.Iwae ? 3 : 1, Corruption = new SaltAndPepperCorruption(0.3f), Binarization = Binarization.Dynamic,
            };
            Check(new EngineCase(GradientTests.Small("Bernoulli", Activation.SiLU, 1, false, 0) with { Objective = objective }, 9, 35), (VectorWidth)bits);
        }
    }

    /// <summary>Without batch normalisation a panel goes through all layers at once; with it all panels meet at each.</summary>
    [Theory]
    [InlineData(ObjectiveKind.Elbo, NormalizationKind.Batch, 2)]
    [InlineData(ObjectiveKind.Autoencoder, NormalizationKind.None, 1)]
    [InlineData(ObjectiveKind.Autoencoder, NormalizationKind.Batch, 1)]
    [InlineData(ObjectiveKind.Iwae, NormalizationKind.None, 3)]
    [InlineData(ObjectiveKind.Iwae, NormalizationKind.Layer, 2)]
    [InlineData(ObjectiveKind.Iwae, NormalizationKind.Batch, 3)]
    public void S1_ComputeGradient_ConvolutionalNetworks_EqualsFiniteDifferences(ObjectiveKind kind, NormalizationKind normalization, int samples)
    {
        var options = new VaeOptions
        {
            Network = NetworkOptions.ForImages(new ImageShape(1, 4, 4)) with
            {
                Convolutional = new ConvolutionOptions { Channels = [3] },
                HiddenLayers = [6],
                LatentDimension = 2,
                Normalization = normalization,
                Activation = Activation.SiLU,
            },
            Likelihood = Likelihood.Bernoulli(),
            Objective = new() { Kind = kind, Samples = samples, Corruption = Core.Objectives.Corruption.Gaussian(0.2f) },
            Seed = 3,
        };
        var @case = new EngineCase(options, features: 16, rows: 35);

        var (gradient, losses) = @case.Run(threads: 2);

        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Fact]
    public void ComputeGradient_ImportanceWeightedLogVariancesBeyondTheirBounds_HaveNoGradientThere()
    {
        var @case = new EngineCase(Weighted("Bernoulli", 3, false), features: 7, rows: 21);
        var bias = @case.Layout[@case.Plan.LogVariance!.BiasName];
        @case.Parameters[bias.Offset] = 14;
        @case.Parameters[bias.Offset + 1] = -26;

        var (gradient, _) = @case.Run();

        Assert.Equal(0, gradient[bias.Offset]);
        Assert.Equal(0, gradient[bias.Offset + 1]);
        Assert.NotEqual(0, gradient[bias.Offset + 2]);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Fact]
    public void ComputeGradient_ImportanceWeightedFarFromTheData_StaysFinite()
    {
        // Log-weights of about -1e5: their exponentials are all 0 unless the largest is taken out first.
        var @case = new EngineCase(Weighted("Fixed", 4, false), features: 7, rows: 33);
        for (var i = 0; i < @case.Rows.Length; i++)
        {
            @case.Rows[i] *= 300;
        }

        var (gradient, losses) = @case.Run();

        Assert.True(losses.IsFinite);
        Assert.True(losses.Objective / 33 > 1e4);
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
        GradientAssert.EqualsReference(@case, losses);
    }

    /// <summary>With one sample the bound is the ELBO whose KL is read off that sample: -log p(x|z) - log p(z) + log q(z|x), not the KL in closed form.</summary>
    [Fact]
    public void ComputeGradient_ImportanceWeightedOfOneSample_IsTheMonteCarloElbo()
    {
        var weighted = new EngineCase(Weighted("PerFeature", 1, false), features: 7, rows: 33);
        var parameters = weighted.ParametersInDouble;
        var noise = weighted.Noise;

        double MonteCarlo(double[] p) => weighted.RowsInDouble.Select((row, number) =>
        {
            var (mean, logVariance) = weighted.Reference.Encode(p, row);
            var code = ReferenceVae.Sample(mean, logVariance, j => noise.Normal(0, number, j));
            var logPosterior = -code.Select((z, j) => ReferenceMath.GaussianLoss(mean[j], Math.Exp(logVariance[j] / 2), z)).Sum();
            var logPrior = -code.Sum(z => ReferenceMath.GaussianLoss(0, 1, z));
            return weighted.Reference.Loss(p, weighted.Reference.Decode(p, code, row), row) + logPosterior - logPrior;
        }).Sum();

        var (gradient, losses) = weighted.Run();
        var closedForm = losses.Reconstruction + losses.Kl;

        Assert.Equal(MonteCarlo(parameters), losses.Objective, 1e-4);
        Assert.True(Math.Abs(closedForm - losses.Objective) > 0.1);
        var largest = gradient.Max(Math.Abs);
        for (var i = 0; i < gradient.Length; i += 3)
        {
            Assert.Equal(FiniteDifferences.At(parameters, i, p => MonteCarlo(p) / 33), gradient[i], 1e-5 * largest);
        }
    }

    private static void Check(EngineCase @case, VectorWidth? width = null)
    {
        var (gradient, losses) = @case.Run(width: width);
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    private static VaeOptions Weighted(string likelihood, int samples, bool dropout) => GradientTests.Small(likelihood, Activation.SiLU, samples, dropout, 0) with
    {
        Objective = new() { Kind = ObjectiveKind.Iwae, Samples = samples },
    };

    private static Corruption? Corruption(string name) => name switch
    {
        "gaussian" => Core.Objectives.Corruption.Gaussian(0.4f),
        "masking" => Core.Objectives.Corruption.Masking(0.3f),
        "saltAndPepper" => Core.Objectives.Corruption.SaltAndPepper(0.3f),
        _ => null,
    };
}
