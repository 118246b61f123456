using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Columns of several kinds: gradients, training and inference against the managed engine's.</summary>
public sealed class MixedTests
{
    private static readonly int Width = MixedRows.Schema.Width;

    public static TheoryData<string, ObjectiveKind, int> Models()
    {
        var data = new TheoryData<string, ObjectiveKind, int>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            data.Add(likelihood, ObjectiveKind.Elbo, 1);
            data.Add(likelihood, ObjectiveKind.Elbo, 3);
            data.Add(likelihood, ObjectiveKind.Iwae, 4);
            data.Add(likelihood, ObjectiveKind.Autoencoder, 1);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void ComputeGradient_MixedColumns_EqualsTheManagedEngine(string likelihood, ObjectiveKind kind, int samples)
    {
        Machine.NeedsLibtorch();
        var options = Options(likelihood) with { Objective = new ObjectiveOptions { Kind = kind, Samples = samples }, Scoring = new() { Kind = Core.Options.ScoreKind.SquaredError } };

        AssertEqual(new EngineCase(options, Width, rows: 33));
    }

    [SkippableFact]
    public void ComputeGradient_OneCategoricalAlone_EqualsTheManagedEngine()
    {
        Machine.NeedsLibtorch();

        AssertEqual(new EngineCase(Options("PerFeature") with { Columns = new TableSchema(MixedRows.Levels("only", 9)) }, 9, rows: 40));
    }

    [SkippableTheory]
    [InlineData("PerFeature")]
    [InlineData("Bernoulli")]
    public void Step_MixedColumnsAHundredTimes_EqualsTheManagedEngine(string likelihood)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(Options(likelihood), Width, rows: 33);
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        foreach (var session in new[] { managed, torchSession })
        {
            for (var step = 0; step < 100; step++)
            {
                session.Step(@case.Rows, @case.Settings(step) with { LearningRate = 0.003f });
            }
        }

        Agreement.Equal(@case.Layout, managed.State(@case).Parameters, torchSession.State(@case).Parameters, 1e-3, "Parameter");
        Agreement.Equal(managed.TakeLosses(), torchSession.TakeLosses());
    }

    [SkippableTheory]
    [InlineData("PerFeature", 1)]
    [InlineData("Bernoulli", 3)]
    public void Inference_MixedColumns_EqualsTheManagedEngine(string likelihood, int samples)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(Options(likelihood), Width, rows: 300);
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
    public void Fit_MixedColumns_GivesTheManagedEnginesScores()
    {
        Machine.NeedsLibtorch();
        var rows = GeneratedRows.Make(400, Width).Select(MathF.Abs).ToArray();
        MixedRows.Discretise(MixedRows.Schema, rows, new Random(3));
        VaeModel Fit(string engine) => new VaeTrainer(Options("PerFeature") with
        {
            Training = new TrainingOptions { Steps = 100, BatchSize = 48, ValidationFraction = 0.1f },
            Engine = new EngineOptions { Name = engine, Device = "cpu", Threads = 1 },
        }).Fit(new MemoryRowSource(rows, Width));
        var (managed, torchModel) = (Fit("managed"), Fit("torch"));
        var (expected, actual) = (new float[400], new float[400]);

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

    private static VaeOptions Options(string likelihood) => TorchCase.Small(likelihood) with { Columns = MixedRows.Schema };
}
