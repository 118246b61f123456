using Vae.Core.Data;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Context;

/// <summary>Losses and gradients of p(x | context), for each objective, against finite differences of the reference.</summary>
public sealed class ContextGradientTests
{
    [Theory]
    [MemberData(nameof(ContextRows.Models), MemberType = typeof(ContextRows))]
    public void ComputeGradient_WithContext_EqualsFiniteDifferences(string likelihood, bool isMixed, ObjectiveKind kind, int samples)
    {
        var options = ContextRows.Small(likelihood, isMixed) with { Objective = new ObjectiveOptions { Kind = kind, Samples = samples } };

        Check(new EngineCase(options, ContextRows.Width(isMixed), rows: 33));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_WithContextAtEachWidth_EqualsFiniteDifferences(int bits) =>
        Check(new EngineCase(ContextRows.Small("PerFeature", isMixed: true), ContextRows.Mixed.Width, rows: 35), (VectorWidth)bits);

    /// <summary>Noise is drawn for what is scored alone: the context reaches encoder and decoder as it is.</summary>
    [Theory]
    [InlineData("Bernoulli", "binarized")]
    [InlineData("PerFeature", "gaussian")]
    [InlineData("Fixed", "masking")]
    public void ComputeGradient_NoiseBesideAContext_EqualsFiniteDifferences(string likelihood, string noise)
    {
        var objective = new ObjectiveOptions
        {
            Corruption = noise switch { "gaussian" => Corruption.Gaussian(0.5f), "masking" => Corruption.Masking(0.3f), _ => null },
            Binarization = noise == "binarized" ? Binarization.Dynamic : Binarization.None,
            Samples = 2,
        };

        Check(new EngineCase(ContextRows.Small(likelihood, isMixed: false) with { Objective = objective }, 7, rows: 37));
    }

    [Theory]
    [InlineData("Bernoulli", false)]
    [InlineData("PerFeature", false)]
    [InlineData("PerFeature", true)]
    public void ComputeGradient_HolesBesideAContext_EqualsFiniteDifferences(string likelihood, bool isMixed)
    {
        var options = ContextRows.Small(likelihood, isMixed) with { MissingValues = MissingValueHandling.Observed };

        // Levels are missing together or not at all: only numbers have holes here.
        var @case = new EngineCase(options, ContextRows.Width(isMixed), rows: 37);
        Check(isMixed ? @case : @case.WithHoles(0.3));
    }

    [Theory]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void ComputeGradient_NormalizationBesideAContext_EqualsFiniteDifferences(NormalizationKind normalization)
    {
        var options = ContextRows.Small("PerFeature", isMixed: false);

        Check(new EngineCase(options with { Network = options.Network with { Normalization = normalization } }, 7, rows: 64));
    }

    private static void Check(EngineCase @case, VectorWidth? width = null)
    {
        if (width is { } bits && !VectorWidths.IsSupported(bits))
        {
            return;
        }

        var (gradient, losses) = @case.Run(threads: 2, width: width);
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }
}
