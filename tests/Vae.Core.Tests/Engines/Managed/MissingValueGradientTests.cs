using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Training on what was observed: losses and gradients with holes in the rows.</summary>
public sealed class MissingValueGradientTests
{
    public static TheoryData<string, ObjectiveKind, string> Cases()
    {
        var data = new TheoryData<string, ObjectiveKind, string>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            data.Add(likelihood, ObjectiveKind.Elbo, "none");
            data.Add(likelihood, ObjectiveKind.Iwae, "none");
        }

        data.Add("Bernoulli", ObjectiveKind.Elbo, "masking");
        data.Add("Bernoulli", ObjectiveKind.Elbo, "binarized");
        data.Add("PerFeature", ObjectiveKind.Autoencoder, "gaussian");
        data.Add("Learned", ObjectiveKind.Elbo, "saltAndPepper");
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputeGradient_RowsWithHoles_EqualsFiniteDifferencesOfTheObservedLoss(string likelihood, ObjectiveKind kind, string noise)
    {
        var @case = new EngineCase(Options(likelihood, kind, noise), features: 7, rows: 37).WithHoles(0.4);

        var (gradient, losses) = @case.Run(threads: 2);

        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_RowsWithHolesAtEachWidth_EqualsFiniteDifferences(int bits)
    {
        foreach (var likelihood in (string[])["Bernoulli", "PerFeature"])
        {
            var @case = new EngineCase(Options(likelihood, ObjectiveKind.Elbo, "none"), features: 9, rows: 35).WithHoles(0.3);

            var (gradient, losses) = @case.Run(width: (VectorWidth)bits);

            GradientAssert.EqualsReference(@case, losses);
            GradientAssert.EqualsReference(@case, gradient);
        }
    }

    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("Fixed")]
    [InlineData("Learned")]
    [InlineData("PerFeature")]
    public void ComputeGradient_AColumnNeverObserved_HasExactlyNoGradient(string likelihood)
    {
        const int Features = 7, Hidden = 3;
        var @case = new EngineCase(Options(likelihood, ObjectiveKind.Elbo, "none"), Features, rows: 40);
        for (var i = Hidden; i < @case.Rows.Length; i += Features)
        {
            @case.Rows[i] = float.NaN;
        }

        var (gradient, _) = @case.Run();

        // The decoder's last layer has a row of weights and a bias for each feature, the encoder's first a column.
        var last = (LinearLayer)@case.Plan.Decoder.Layers.Last(layer => layer is LinearLayer);
        var weights = @case.Layout[last.WeightName];
        Assert.All(gradient.AsSpan(weights.Offset + (Hidden * last.Inputs), last.Inputs).ToArray(), value => Assert.Equal(0, value));
        Assert.NotEqual(0, gradient[weights.Offset]);
        Assert.Equal(0, gradient[@case.Layout[last.BiasName].Offset + Hidden]);
        var first = (LinearLayer)@case.Plan.Encoder.Layers.First(layer => layer is LinearLayer);
        Assert.All(Enumerable.Range(0, first.Outputs), o => Assert.Equal(0, gradient[@case.Layout[first.WeightName].Offset + (o * Features) + Hidden]));
        if (likelihood == "PerFeature")
        {
            Assert.Equal(0, gradient[@case.Layout[VaePlan.LogSigmaName].Offset + Hidden]);
        }
    }

    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void ComputeGradient_CompleteRows_GiveTheSameBitsWhetherValuesMayBeMissing(string likelihood)
    {
        var options = Options(likelihood, ObjectiveKind.Elbo, "none");

        var (gradient, losses) = new EngineCase(options with { MissingValues = MissingValueHandling.Invalid }, 7, 70).Run();
        var (allowing, allowingLosses) = new EngineCase(options, 7, 70).Run();

        Assert.Equal(gradient, allowing);
        Assert.Equal(losses, allowingLosses);
    }

    /// <summary>Features are independent given the code: what is left when some are integrated out is the loss of the others.</summary>
    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("Learned")]
    [InlineData("PerFeature")]
    public void ComputeGradient_RowsWithHoles_LoseTheMarginalOfTheObservedFeatures(string likelihood)
    {
        var @case = new EngineCase(Options(likelihood, ObjectiveKind.Autoencoder, "none"), 7, 33).WithHoles(0.5);

        var (_, losses) = @case.Run();

        var parameters = @case.ParametersInDouble;
        var marginal = @case.RowsInDouble.Sum(row =>
        {
            var (mean, _) = @case.Reference.Encode(parameters, row);
            var output = @case.Reference.Decode(parameters, mean, row);
            return Enumerable.Range(0, row.Length).Where(d => !double.IsNaN(row[d])).Sum(d => likelihood == "Bernoulli"
                ? ReferenceMath.BernoulliLoss(output[d], row[d])
                : ReferenceMath.GaussianLoss(output[d], Sigma(@case, d), row[d]));
        });
        Assert.Equal(marginal, losses.Objective, 1e-5 * Math.Abs(marginal) + 1e-4);
    }

    private static double Sigma(EngineCase @case, int feature)
    {
        var slot = @case.Layout[VaePlan.LogSigmaName];
        return Math.Exp(@case.Parameters[slot.Offset + (slot.Count == 1 ? 0 : feature)]);
    }

    private static VaeOptions Options(string likelihood, ObjectiveKind kind, string noise) =>
        GradientTests.Small(likelihood, Activation.SiLU, 1, false, 0) with
        {
            MissingValues = MissingValueHandling.Observed,
            Objective = new ObjectiveOptions
            {
                Kind = kind,
                Samples = kind == ObjectiveKind.Autoencoder ? 1 : 2,
                Binarization = noise == "binarized" ? Binarization.Dynamic : Binarization.None,
                Corruption = noise switch
                {
                    "gaussian" => Corruption.Gaussian(0.4f),
                    "masking" => Corruption.Masking(0.3f),
                    "saltAndPepper" => Corruption.SaltAndPepper(0.3f),
                    _ => null,
                },
            },
        };
}
