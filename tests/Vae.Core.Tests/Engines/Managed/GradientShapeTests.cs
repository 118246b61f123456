using System.Collections.Immutable;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Gradients over sizes: panels that are not full, layers that fill no register tile or block, no hidden layers at all.</summary>
public sealed class GradientShapeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(70)]
    [InlineData(128)]
    public void ComputeGradient_EachBatchSize_EqualsFiniteDifferences(int rows)
    {
        Check(GradientTests.Small("PerFeature", Activation.GELU, 2, true, 0.05f), features: 5, rows);
        Check(GradientTests.Small("Bernoulli", Activation.ReLU, 1, false, 0), features: 5, rows);
    }

    [Theory]
    [InlineData(1, new int[0], 1)]
    [InlineData(9, new int[0], 4)]
    [InlineData(1, new[] { 1 }, 1)]
    [InlineData(3, new[] { 2 }, 7)]
    [InlineData(33, new[] { 9, 7, 5 }, 2)]
    [InlineData(12, new[] { 14 }, 12)]
    public void ComputeGradient_EachNetwork_EqualsFiniteDifferences(int features, int[] hidden, int latent)
    {
        Check(Sized("PerFeature", hidden, latent, 1), features, rows: 34);
        Check(Sized("Bernoulli", hidden, latent, 3), features, rows: 34);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_WideLayersAtEachWidth_EqualsFiniteDifferences(int bits)
    {
        // Beyond one block of 200 inputs or 128 outputs, with tails of the register tiles (12 and 4 rows) and of the 32 lanes.
        var @case = new EngineCase(Sized("PerFeature", [137, 45], 18, 1), features: 211, rows: 3);

        var (gradient, losses) = @case.Run(width: (VectorWidth)bits);

        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_EachWidth_EqualsFiniteDifferences(int bits)
    {
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            var @case = new EngineCase(GradientTests.Small(likelihood, Activation.GELU, 2, true, 0.1f), features: 5, rows: 35);

            var (gradient, losses) = @case.Run(width: (VectorWidth)bits);

            GradientAssert.EqualsReference(@case, losses);
            GradientAssert.EqualsReference(@case, gradient);
        }
    }

    private static void Check(VaeOptions options, int features, int rows)
    {
        var @case = new EngineCase(options, features, rows);
        var (gradient, losses) = @case.Run();
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    private static VaeOptions Sized(string likelihood, int[] hidden, int latent, int samples) => new()
    {
        Network = new NetworkOptions { HiddenLayers = hidden.ToImmutableArray(), LatentDimension = latent, Activation = Activation.SiLU },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = new ObjectiveOptions { Samples = samples },
        Seed = 5,
    };
}
