using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Devices;

/// <summary>What libtorch keeps for the whole process is after training as it was before.</summary>
[Collection(ProcessState.Name)]
public sealed class GlobalStateTests
{
    [SkippableFact]
    public void Fit_Always_LeavesGeneratorThreadsAndDefaultsAsFound()
    {
        Machine.NeedsLibtorch();
        using var scope = torch.NewDisposeScope();
        torch.random.manual_seed(5);
        var before = Snapshot();

        Fit(threads: before.Threads + 1);

        Assert.Equal(before, Snapshot());
    }

    [SkippableFact]
    public void Fit_DuringTraining_HasTheThreadsAskedFor()
    {
        Machine.NeedsLibtorch();

        Assert.Contains("cpu, 3 threads", Fit(threads: 3).Report.Engine, StringComparison.Ordinal);
        Assert.Contains("cpu, 1 thread,", Fit(threads: 0).Report.Engine, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Fit_CallerWithoutGradientsAndInAScope_TrainsAllTheSame()
    {
        Machine.NeedsLibtorch();
        var expected = Fit(threads: 1);
        VaeModel actual;
        using (torch.NewDisposeScope())
        using (torch.no_grad())
        using (torch.inference_mode())
        {
            actual = Fit(threads: 1);
            Assert.True(torch.is_inference_mode_enabled());
        }

        Assert.False(torch.is_inference_mode_enabled());
        Assert.Equal(expected.Parts.Parameters, actual.Parts.Parameters);
    }

    [SkippableFact]
    public void Fit_OtherDefaultType_TrainsTheSameModel()
    {
        Machine.NeedsLibtorch();
        var expected = Fit(threads: 1);
        torch.set_default_dtype(torch.ScalarType.Float64);
        try
        {
            var actual = Fit(threads: 1);

            Assert.Equal(torch.ScalarType.Float64, torch.get_default_dtype());
            Assert.Equal(expected.Parts.Parameters, actual.Parts.Parameters);
        }
        finally
        {
            torch.set_default_dtype(torch.ScalarType.Float32);
        }
    }

    private static (string Generator, int Threads, torch.ScalarType Type, DeviceType Device, bool Gradients) Snapshot()
    {
        using var state = torch.random.get_rng_state();
        using var value = torch.ones(1, requires_grad: true);
        using var twice = value.mul(value);
        return (Convert.ToHexString(state.bytes), torch.get_num_threads(), torch.get_default_dtype(), torch.get_default_device().type, twice.requires_grad);
    }

    private static VaeModel Fit(int threads)
    {
        var options = TorchCase.Small("PerFeature", dropout: true) with
        {
            Training = new TrainingOptions { Steps = 20, BatchSize = 16 },
            Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu", Threads = threads },
        };
        return new VaeTrainer(options).Fit(new MemoryRowSource(GeneratedRows.Make(100, 7), 7));
    }
}
