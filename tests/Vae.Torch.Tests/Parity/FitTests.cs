using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Whole runs: found by name, the same model as the managed engine's, scored by it.</summary>
public sealed class FitTests
{
    [SkippableTheory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void Fit_OnEitherEngine_GivesTheSameScores(string likelihood)
    {
        Machine.NeedsLibtorch();
        var rows = GeneratedRows.Make(400, 9);
        var (managed, torchModel) = (Fit(likelihood, "managed", rows), Fit(likelihood, "torch", rows));
        var (expected, actual) = (new float[400], new float[400]);

        managed.Score(rows, expected);
        torchModel.Score(rows, actual);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.02 * (1 + Math.Abs(pair.First))));
        Assert.Equal(managed.Report.TrainingLoss, torchModel.Report.TrainingLoss, 1e-2);
        Assert.Equal(managed.Report.ValidationLoss!.Value, torchModel.Report.ValidationLoss!.Value, 1e-2);
        Assert.Equal(managed.Report.ActiveUnits, torchModel.Report.ActiveUnits);
    }

    [SkippableFact]
    public void Fit_SameSeedTwice_GivesIdenticalParameters()
    {
        Machine.NeedsLibtorch();
        var rows = GeneratedRows.Make(400, 9);

        Assert.Equal(Fit("PerFeature", "torch", rows).Parts.Parameters, Fit("PerFeature", "torch", rows).Parts.Parameters);
        Assert.NotEqual(Fit("PerFeature", "torch", rows).Parts.Parameters, Fit("PerFeature", "torch", rows, seed: 9).Parts.Parameters);
    }

    [SkippableTheory]
    [InlineData("Bernoulli", 1)]
    [InlineData("Fixed", 1)]
    [InlineData("Learned", 3)]
    [InlineData("PerFeature", 3)]
    public void Inference_SameParameters_EqualsTheManagedEngine(string likelihood, int samples)
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small(likelihood, dropout: true), features: 7, rows: 300);
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        var (expected, actual) = (Codes(managed, @case), Codes(torchSession, @case));

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Agreement.Equal(
            managed.Inference.NegativeElbo(@case.Rows, samples, seed: 3, firstRow: 1000),
            torchSession.Inference.NegativeElbo(@case.Rows, samples, seed: 3, firstRow: 1000));
        Agreement.Equal(
            managed.Inference.ImportanceWeightedNll(@case.Rows, 5 * samples, seed: 3, firstRow: 1000),
            torchSession.Inference.ImportanceWeightedNll(@case.Rows, 5 * samples, seed: 3, firstRow: 1000));
    }

    [SkippableTheory]
    [InlineData(ObjectiveKind.Elbo, 71)]
    [InlineData(ObjectiveKind.Elbo, 568)]
    [InlineData(ObjectiveKind.Elbo, 1)]
    [InlineData(ObjectiveKind.Autoencoder, 568)]
    [InlineData(ObjectiveKind.Adversarial, 568)]
    public void Fit_BatchNormalizationAndABatchOfOneRow_TrainsLikeTheManagedEngine(ObjectiveKind kind, int batchSize)
    {
        Machine.NeedsLibtorch();
        var rows = new MemoryRowSource(GeneratedRows.Make(569, 9), 9);
        VaeOptions Normalized(string engine) => Options("PerFeature", engine, 4) with
        {
            Network = TorchCase.Small("PerFeature").Network with { Normalization = NormalizationKind.Batch },
            Objective = new ObjectiveOptions { Kind = kind },
            Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
            Training = new TrainingOptions { Epochs = 1, BatchSize = batchSize },
        };

        var managed = new VaeTrainer(Normalized("managed")).Fit(rows);
        var torchModel = new VaeTrainer(Normalized("torch")).Fit(rows);

        Assert.Equal(managed.Report.Steps, torchModel.Report.Steps);
        Assert.Equal(managed.Report.TrainingLoss, torchModel.Report.TrainingLoss, 1e-2 * Math.Max(1, Math.Abs(managed.Report.TrainingLoss)));
    }

    [SkippableFact]
    public void Fit_StreamedRows_TrainsLikeTheManagedEngine()
    {
        Machine.NeedsLibtorch();
        var rows = GeneratedRows.Make(40_000, 9);
        var training = new TrainingOptions { Steps = 60, BatchSize = 64, MemoryBudgetBytes = 1 << 20 };

        var managed = new VaeTrainer(Options("PerFeature", "managed", 4) with { Training = training }).Fit(new MemoryRowSource(rows, 9));
        var torchModel = new VaeTrainer(Options("PerFeature", "torch", 4) with { Training = training }).Fit(new MemoryRowSource(rows, 9));

        Assert.Equal(managed.Report.TrainingLoss, torchModel.Report.TrainingLoss, 1e-2);
    }

    [SkippableFact]
    public void Fit_DeviceAuto_SaysWhichItTookAndWhy()
    {
        Machine.NeedsLibtorch();
        var options = Options("PerFeature", "torch", 4);

        var engine = new VaeTrainer(options with { Engine = options.Engine with { Device = null } }).Fit(new MemoryRowSource(GeneratedRows.Make(50, 9), 9)).Report.Engine;

        Assert.StartsWith("torch (TorchSharp 0.", engine, StringComparison.Ordinal);
        Assert.Contains("Engine.Device is auto", engine, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void ComputeGradient_BFloat16_IsWithinItsStatedAccuracy()
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small("PerFeature"), features: 7, rows: 64);
        var (expected, losses) = @case.Run();
        using var session = @case.OpenTorch(precision: EnginePrecision.BFloat16);
        var actual = new float[@case.Layout.Count];

        session.ComputeGradient(@case.Rows, @case.Settings(), actual);

        Assert.NotEqual(expected, actual);
        Agreement.Equal(@case.Layout, expected, actual, 0.05, "Gradient");
        Agreement.Equal(losses, session.TakeLosses(), 0.02);
        Assert.Contains("BFloat16", session.Description, StringComparison.Ordinal);
    }

    private static float[] Codes(ITrainingSession session, EngineCase @case)
    {
        var mean = new float[@case.RowCount * 3];
        var logVariance = new float[@case.RowCount * 3];
        session.Inference.Encode(@case.Rows, mean, logVariance);
        return [.. mean, .. logVariance];
    }

    private static VaeModel Fit(string likelihood, string engine, float[] rows, int seed = 4) =>
        new VaeTrainer(Options(likelihood, engine, seed)).Fit(new MemoryRowSource(rows, 9));

    private static VaeOptions Options(string likelihood, string engine, int seed) => TorchCase.Small(likelihood) with
    {
        Scaling = likelihood == "Bernoulli" ? ScalingKind.MinMax : ScalingKind.Robust,
        Training = new TrainingOptions { Steps = 100, BatchSize = 48, ValidationFraction = 0.1f },
        Engine = new EngineOptions { Name = engine, Device = "cpu", Threads = 1 },
        Seed = seed,
    };
}
