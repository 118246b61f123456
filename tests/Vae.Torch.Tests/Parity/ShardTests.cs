using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Processes;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Rows divided in shards: the managed engine's model up to rounding, and on the processor one file from any number of processes.</summary>
public sealed class ShardTests
{
    private const int Rows = 403;
    private const int Columns = 6;

    public static TheoryData<string> Kinds => [.. Variants.Keys];

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 3 },
        Training = new TrainingOptions { Steps = 40, BatchSize = 96, Shards = 4, ValidationFraction = 0.2f },
        Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu", Threads = 1 },
    };

    private static readonly Dictionary<string, VaeOptions> Variants = new()
    {
        ["plain"] = Small,
        ["three shards, clipped"] = Small with { Training = Small.Training with { Shards = 3, GradientClipNorm = 0.5f } },
        ["iwae"] = Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } },
        ["free bits"] = Small with { Objective = new ObjectiveOptions { FreeBits = 0.3f } },
        ["dropout and noise"] = Small with { Network = Small.Network with { Dropout = 0.2f, Normalization = NormalizationKind.Layer }, Objective = new ObjectiveOptions { Corruption = Corruption.Gaussian(0.2f) } },
        ["autoencoder"] = Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder } },
    };

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Fit_InShards_TrainsAsTheManagedEngine(string kind)
    {
        Machine.NeedsLibtorch();
        var options = Variants[kind];

        var torchModel = new VaeTrainer(options).Fit(Data());
        var managed = new VaeTrainer(options with { Engine = new EngineOptions { Name = EngineOptions.ManagedName, Threads = 1 } }).Fit(Data());
        var undivided = new VaeTrainer(options with { Training = options.Training with { Shards = 1 } }).Fit(Data());

        Assert.StartsWith("torch", torchModel.Report.Engine, StringComparison.Ordinal);
        Assert.Equal(managed.Report.TrainingLoss, torchModel.Report.TrainingLoss, 1e-3 * Math.Max(1, Math.Abs(managed.Report.TrainingLoss)));
        Assert.Equal(managed.Report.ValidationLoss!.Value, torchModel.Report.ValidationLoss!.Value, 1e-3 * Math.Max(1, Math.Abs(managed.Report.ValidationLoss.Value)));
        var largest = managed.Parts.Parameters.Max(MathF.Abs);
        Assert.All(managed.Parts.Parameters.Zip(torchModel.Parts.Parameters), pair => Assert.Equal(pair.First, pair.Second, 2e-3f * largest));

        // A test in which shards do nothing would pass too.
        Assert.NotEqual(undivided.Parts.Parameters, torchModel.Parts.Parameters);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Fit_OneTwoOrThreeProcesses_GiveOneFile(string kind)
    {
        Machine.NeedsLibtorch();
        var options = Variants[kind];
        var alone = Bytes(new VaeTrainer(options).Fit(Data()));

        Assert.Equal(alone, Bytes(new VaeTrainer(options).Fit(Data())));
        foreach (var size in (int[])[2, 3])
        {
            Assert.All(ThreadGroup.Run(size, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(Data()))), model => Assert.Equal(alone, model));
        }
    }

    [SkippableTheory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void ComputeGradient_PartsWithFreeBits_IsTheManagedEnginesOfTheBatch(int samples, bool weighted)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Small("PerFeature", Activation.SiLU, samples);
        var @case = new EngineCase(options with { Seed = 5, Objective = options.Objective with { FreeBits = 0.02f } }, features: 7, rows: 45);
        float[] weights = weighted ? [.. Enumerable.Range(0, 45).Select(row => 0.2f + (row % 5 * 0.4f))] : [];
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        var expected = new float[@case.Layout.Count];
        managed.ComputeGradient(@case.Rows, @case.Settings() with { Weights = weights }, expected);
        var losses = managed.TakeLosses();

        var (gradient, found, over) = new PartsOfABatch(@case, weights).Run(torchSession);

        Agreement.Equal(@case.Layout, expected, gradient, 2e-4, "Gradient");
        Agreement.Equal(losses, found);
        Assert.InRange(over, 1, @case.Plan.LatentDimension - 1);
    }

    [SkippableFact]
    public void Fit_FromACheckpoint_GivesTheFileOfARunThatWasNotInterrupted()
    {
        Machine.NeedsLibtorch();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "run.checkpoint");
            var options = Small with { Training = Small.Training with { Checkpoint = new CheckpointOptions { Path = path, EverySteps = 7 } } };
            var whole = Bytes(new VaeTrainer(Small).Fit(Data()));
            using var ends = new CancellationTokenSource();
            new VaeTrainer(options).Fit(Data(), new EndsAt(5, ends), ends.Token);
            Assert.True(File.Exists(path));

            Assert.All(ThreadGroup.Run(2, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(Data()))), model => Assert.Equal(whole, model));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Bytes(VaeModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.ToArray();
    }

    private static MemoryRowSource Data() => new(GeneratedRows.Make(Rows, Columns), Columns);

    private sealed class EndsAt(int epoch, CancellationTokenSource source) : IProgress<Core.Reports.TrainingProgress>
    {
        public void Report(Core.Reports.TrainingProgress value)
        {
            if (value.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }
}
