using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Context;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Rows in a context: gradients, training and inference against the managed engine's.</summary>
public sealed class ContextTests
{
    [SkippableTheory]
    [MemberData(nameof(ContextRows.Models), MemberType = typeof(ContextRows))]
    public void ComputeGradient_WithContext_EqualsTheManagedEngine(string likelihood, bool isMixed, ObjectiveKind kind, int samples)
    {
        Machine.NeedsLibtorch();
        var options = ContextRows.Small(likelihood, isMixed) with { Objective = new ObjectiveOptions { Kind = kind, Samples = samples } };

        AssertEqual(new EngineCase(options, ContextRows.Width(isMixed), rows: 33));
    }

    [SkippableTheory]
    [InlineData("Bernoulli", "binarized")]
    [InlineData("PerFeature", "gaussian")]
    [InlineData("Learned", "holes")]
    public void ComputeGradient_NoiseOrHolesBesideAContext_EqualsTheManagedEngine(string likelihood, string what)
    {
        Machine.NeedsLibtorch();
        var options = ContextRows.Small(likelihood, isMixed: false) with
        {
            Objective = new ObjectiveOptions
            {
                Corruption = what == "gaussian" ? Corruption.Gaussian(0.5f) : null, Binarization = what == "binarized" ? Binarization.Dynamic : Binarization.None, Samples = 2,
            },
            MissingValues = what == "holes" ? MissingValueHandling.Observed : MissingValueHandling.Invalid,
        };
        var @case = new EngineCase(options, 7, rows: 37);

        AssertEqual(what == "holes" ? @case.WithHoles(0.3) : @case);
    }

    [SkippableTheory]
    [InlineData("PerFeature", true, 1)]
    [InlineData("Bernoulli", false, 3)]
    public void Inference_WithContext_EqualsTheManagedEngine(string likelihood, bool isMixed, int samples)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(ContextRows.Small(likelihood, isMixed), ContextRows.Width(isMixed), rows: 300);
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();

        Agreement.Equal(
            managed.Inference.NegativeElbo(@case.Rows, samples, seed: 3, firstRow: 1000),
            torchSession.Inference.NegativeElbo(@case.Rows, samples, seed: 3, firstRow: 1000));
        Agreement.Equal(
            managed.Inference.ImportanceWeightedNll(@case.Rows, 5 * samples, seed: 3, firstRow: 1000),
            torchSession.Inference.ImportanceWeightedNll(@case.Rows, 5 * samples, seed: 3, firstRow: 1000));
    }

    [SkippableFact]
    public void Fit_LoadByTheHour_GivesTheManagedEnginesScores()
    {
        Machine.NeedsLibtorch();
        var rows = ContextRows.Loads(1000, 1);
        VaeModel Fit(string engine) => new VaeTrainer(new VaeOptions
        {
            ContextColumnCount = 1,
            Training = new TrainingOptions { Steps = 100, BatchSize = 48, ValidationFraction = 0.1f },
            Engine = new EngineOptions { Name = engine, Device = "cpu", Threads = 1 },
        }).Fit(new MemoryRowSource(rows, 2));
        var (managed, torchModel) = (Fit("managed"), Fit("torch"));
        var (expected, actual) = (new float[1000], new float[1000]);

        managed.Score(rows, expected);
        torchModel.Score(rows, actual);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.02 * (1 + Math.Abs(pair.First))));
        Assert.Equal(managed.Report.ValidationLoss!.Value, torchModel.Report.ValidationLoss!.Value, 1e-2);
    }

    private static void AssertEqual(EngineCase @case)
    {
        var (expected, losses) = @case.Run();
        var (actual, torchLosses) = @case.RunTorch();
        Agreement.Equal(losses, torchLosses);
        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
    }
}
