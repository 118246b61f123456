using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Memory;

/// <summary>Nothing of libtorch outlives a run, however it ends.</summary>
[Collection(ProcessState.Name)]
public sealed class LiveTensorTests
{
    private static readonly VaeOptions Options = TorchCase.Small("PerFeature", samples: 2, dropout: true, freeBits: 0.1f) with
    {
        Training = new TrainingOptions { Steps = 60, BatchSize = 32, ValidationFraction = 0.2f, EarlyStopping = new EarlyStoppingOptions { Patience = 50 } },
        Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu" },
    };

    [SkippableFact]
    public void Fit_ToTheEnd_LeavesNoTensor()
    {
        Machine.NeedsLibtorch();
        var before = torch.Tensor.TotalCount;

        new VaeTrainer(Options).Fit(Source());

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [SkippableFact]
    public void Fit_Cancelled_LeavesNoTensor()
    {
        Machine.NeedsLibtorch();
        var before = torch.Tensor.TotalCount;
        using var source = new CancellationTokenSource();

        var model = new VaeTrainer(Options).Fit(Source(), new Told(_ => source.Cancel()), source.Token);

        Assert.Equal(StopReason.Cancelled, model.Report.StopReason);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [SkippableFact]
    public void Fit_ExceptionInTheMiddle_LeavesNoTensor()
    {
        Machine.NeedsLibtorch();
        var before = torch.Tensor.TotalCount;

        Assert.Throws<TimeZoneNotFoundException>(() => new VaeTrainer(Options).Fit(Source(), new Told(_ => throw new TimeZoneNotFoundException())));

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [SkippableFact]
    public void Step_RowsOfAnotherWidth_LeavesNoTensorBehindTheError()
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(TorchCase.Small("Fixed"), features: 5, rows: 8);
        using var session = @case.OpenTorch();
        var settings = @case.Settings() with { Injection = new StepInjection { Noise = new float[8 * 3], DropoutMasks = [] } };
        session.Step(@case.Rows, settings);
        var before = torch.Tensor.TotalCount;

        Assert.ThrowsAny<Exception>(() => session.Step(@case.Rows, settings with { Injection = new StepInjection { Noise = new float[7] } }));

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [SkippableFact]
    public void Step_TwentyThousandTimes_KeepsMemoryFlat()
    {
        Machine.NeedsLibtorch();
        var @case = new EngineCase(Options with { Network = Options.Network with { HiddenLayers = [16], Dropout = 0 } }, features: 8, rows: 32);
        using var session = @case.OpenTorch();
        Take(session, @case, 0, 4000);
        GC.Collect();
        var before = (Environment.WorkingSet, Managed: GC.GetTotalMemory(true), torch.Tensor.TotalCount);

        Take(session, @case, 4000, 20_000);
        var grown = Environment.WorkingSet - before.WorkingSet;
        var managed = GC.GetTotalMemory(true) - before.Managed;

        // 16,000 steps that each lost one tensor of the batch would take 16 MB, and one native scalar each 0.5 MB.
        Assert.InRange(grown, long.MinValue, 12L << 20);
        Assert.InRange(managed, long.MinValue, 1L << 20);
        Assert.Equal(before.TotalCount, torch.Tensor.TotalCount);
    }

    private static void Take(ITrainingSession session, EngineCase @case, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            session.Step(@case.Rows, new StepSettings(step, 0.001f, 1));
            if (step % 500 == 0)
            {
                session.TakeLosses();
            }
        }
    }

    private static MemoryRowSource Source() => new(GeneratedRows.Make(300, 7), 7);

    private sealed class Told(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
