using Vae.Core.Engines;
using Vae.Core.Options;
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

    [SkippableTheory]
    [MemberData(nameof(Objectives))]
    public void ComputeGradient_EachObjective_EqualsTheManagedEngine(string likelihood, string objective, bool injected)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.WithObjective(likelihood, objective), features: 7, rows: 33);

        AssertEqual(@case, @case.Settings(4) with { Injection = injected ? @case.Injection : null });
    }

    public static TheoryData<string, string, bool> Objectives()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            foreach (var objective in TorchCase.Objectives.Where(objective => likelihood == "Bernoulli" || objective != "binarized"))
            {
                data.Add(likelihood, objective, true);
                data.Add(likelihood, objective, false);
            }
        }

        return data;
    }

    public static TheoryData<string, NormalizationKind, int, bool> Pictures()
    {
        var data = new TheoryData<string, NormalizationKind, int, bool>();
        foreach (var likelihood in (string[])["Bernoulli", "PerFeature"])
        {
            foreach (var normalization in Enum.GetValues<NormalizationKind>())
            {
                data.Add(likelihood, normalization, 1, true);
                data.Add(likelihood, normalization, 3, false);
            }
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Pictures))]
    public void ComputeGradient_Convolutions_EqualsTheManagedEngine(string likelihood, NormalizationKind normalization, int samples, bool dropout)
    {
        Machine.NeedsLibtorch();

        AssertEqual(new EngineCase(TorchCase.Picture(likelihood, normalization, samples, dropout), features: 2 * 7 * 6, rows: 37));
    }

    [SkippableTheory]
    [InlineData(NormalizationKind.Batch, 33)]
    [InlineData(NormalizationKind.Layer, 33)]
    [InlineData(NormalizationKind.Batch, 1)]
    public void ComputeGradient_NormalizedRows_EqualsTheManagedEngine(NormalizationKind normalization, int rows)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Small("PerFeature", Activation.ReLU);

        AssertEqual(new EngineCase(options with { Network = options.Network with { Normalization = normalization } }, features: 7, rows));
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

    private static float[] AssertEqual(EngineCase @case) => AssertEqual(@case, @case.Settings());

    private static float[] AssertEqual(EngineCase @case, in StepSettings settings)
    {
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        var (expected, actual) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);
        managed.ComputeGradient(@case.Rows, settings, expected);
        foreach (var slot in @case.Layout.Slots.Where(slot => !slot.IsTrained))
        {
            slot.Of(expected.AsSpan()).Clear();
        }

        torchSession.ComputeGradient(@case.Rows, settings, actual);

        Agreement.Equal(managed.TakeLosses(), torchSession.TakeLosses());
        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
        return actual;
    }
}
