using Vae.Core;
using Vae.Core.Networks;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Loss and every gradient of one step with injected noise, against the managed engine's: 1e-4 of the largest gradient of a parameter.</summary>
public sealed class GradientTests
{
    public static TheoryData<string, Activation, int, bool, bool> Models()
    {
        var data = new TheoryData<string, Activation, int, bool, bool>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            foreach (var activation in Enum.GetValues<Activation>())
            {
                foreach (var samples in (int[])[1, 3])
                {
                    // Dropout and free bits go through all four combinations over the samples and halves of the list.
                    var flip = ((int)activation & 1) == 1;
                    data.Add(likelihood, activation, samples, flip, false);
                    data.Add(likelihood, activation, samples, !flip, true);
                }
            }
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void ComputeGradient_EachModel_EqualsTheManagedEngine(string likelihood, Activation activation, int samples, bool dropout, bool freeBits)
    {
        Machine.NeedsLibtorch();

        AssertEqual(new EngineCase(TorchCase.Small(likelihood, activation, samples, dropout, freeBits ? 0.12f : 0), features: 7, rows: 33));
    }

    [SkippableTheory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(4f)]
    public void ComputeGradient_OtherKlWeights_EqualsTheManagedEngine(float weight)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Small("PerFeature", Activation.SiLU, 2);

        AssertEqual(new EngineCase(options with { Objective = options.Objective with { KlWeight = weight } }, features: 7, rows: 9));
    }

    [SkippableFact]
    public void ComputeGradient_LogVariancesBeyondTheirBounds_HaveNoGradientThere()
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small("Bernoulli", Activation.ReLU), features: 7, rows: 21);
        var bias = @case.Layout[@case.Plan.LogVariance!.BiasName];
        @case.Parameters[bias.Offset] = 14;
        @case.Parameters[bias.Offset + 1] = -26;

        var gradient = AssertEqual(@case);

        Assert.Equal(0, gradient[bias.Offset]);
        Assert.Equal(0, gradient[bias.Offset + 1]);
        Assert.NotEqual(0, gradient[bias.Offset + 2]);
    }

    [SkippableTheory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void ComputeGradient_NoHiddenLayers_EqualsTheManagedEngine(string likelihood)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Small(likelihood);

        AssertEqual(new EngineCase(options with { Network = options.Network with { HiddenLayers = [] } }, features: 7, rows: 40));
    }

    [SkippableFact]
    public void ComputeGradient_Always_LeavesTheParametersAlone()
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small("PerFeature", Activation.ReLU), features: 7, rows: 21);
        using var session = @case.OpenTorch();

        session.ComputeGradient(@case.Rows, @case.Settings(), new float[@case.Layout.Count]);
        var state = session.State(@case);

        Assert.Equal(@case.Parameters, state.Parameters);
        Assert.All(state.FirstMoment, moment => Assert.Equal(0, moment));
        Assert.Equal(0, state.OptimizerStep);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void ComputeGradient_WithoutInjection_DrawsTheManagedEnginesNoise(bool dropout)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small("PerFeature", Activation.GELU, 3, dropout), features: 7, rows: 70);
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        var (expected, actual) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        foreach (var (step, rows) in new[] { (0, 70), (1, 70), (2, 35), (5000, 70), (3, 70) })
        {
            var settings = @case.Settings(step) with { Injection = null };
            managed.ComputeGradient(@case.Rows.AsSpan(0, rows * 7), settings, expected);
            torchSession.ComputeGradient(@case.Rows.AsSpan(0, rows * 7), settings, actual);
            Agreement.Equal(@case.Layout, expected, actual, 1e-4, $"Gradient in step {step}");
        }

        Agreement.Equal(managed.TakeLosses(), torchSession.TakeLosses());
    }

    private static float[] AssertEqual(EngineCase @case)
    {
        var (expected, expectedLosses) = @case.Run();

        var (actual, actualLosses) = @case.RunTorch();

        Agreement.Equal(expectedLosses, actualLosses);
        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
        return actual;
    }
}
