using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Devices;

/// <summary>Which device is taken on which machine, why, and what is said where there is none.</summary>
public sealed class DeviceResolverTests
{
    private static readonly FakeProbe TwoCards = new() { HasCudaBuild = true, HasDriver = true, CudaDeviceCount = 2 };

    private static readonly Dictionary<string, FakeProbe> WithoutCard = new()
    {
        ["build without CUDA"] = new FakeProbe(),
        ["no NVIDIA driver"] = new FakeProbe { HasCudaBuild = true },
        ["driver finds no GPU"] = new FakeProbe { HasCudaBuild = true, HasDriver = true },
    };

    [Theory]
    [InlineData(null, "cuda:0")]
    [InlineData("auto", "cuda:0")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:1", "cuda:1")]
    [InlineData("cpu", "cpu")]
    public void Resolve_MachineWithCards_TakesTheOneAskedFor(string? asked, string expected)
    {
        var choice = DeviceResolver.Resolve(Options(asked), TwoCards);

        Assert.Equal(expected, choice.Name);
        Assert.StartsWith($"Engine.Device is {asked ?? "auto"}", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build without CUDA")]
    [InlineData("no NVIDIA driver")]
    [InlineData("driver finds no GPU")]
    public void Resolve_AutoWithoutCard_TakesTheProcessorAndSaysWhy(string machine)
    {
        var choice = DeviceResolver.Resolve(Options("auto"), WithoutCard[machine]);

        Assert.Equal("cpu", choice.Name);
        Assert.Contains(machine, choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build without CUDA", "replace the package libtorch-cpu-linux-x64 by TorchSharp-cuda-linux")]
    [InlineData("no NVIDIA driver", "install it")]
    [InlineData("driver finds no GPU", "nvidia-smi")]
    public void Resolve_CudaWithoutCard_SaysWhatToInstall(string machine, string remedy)
    {
        var error = Assert.Throws<EngineException>(() => DeviceResolver.Resolve(Options("cuda"), WithoutCard[machine]));

        Assert.Contains(machine, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build without CUDA")]
    [InlineData("no NVIDIA driver")]
    [InlineData("driver finds no GPU")]
    public void Resolve_CudaWithoutCardAndFallback_TakesTheProcessorAndSaysWhy(string machine)
    {
        var choice = DeviceResolver.Resolve(Options("cuda:1") with { FallbackToCpu = true }, WithoutCard[machine]);

        Assert.Equal("cpu", choice.Name);
        Assert.StartsWith("Engine.Device is cuda:1 but ", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NumberBeyondTheCards_SaysHowManyThereAre()
    {
        var error = Assert.Throws<EngineException>(() => DeviceResolver.Resolve(Options("cuda:2"), TwoCards));

        Assert.Equal(
            "Engine.Device is cuda:2 but there are 2 GPUs, numbered from 0; choose a number below 2, or set Engine.Device to cpu, or Engine.FallbackToCpu.",
            error.Message);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("auto")]
    public void Resolve_NoLibtorch_SaysWhyEvenWithFallback(string asked)
    {
        var probe = new FakeProbe { Problem = "no such file", MissingFile = "libtorch_cpu.so" };

        var error = Assert.Throws<EngineException>(() => DeviceResolver.Resolve(Options(asked) with { FallbackToCpu = true }, probe));

        Assert.Equal(
            "Engine 'torch' cannot run on libtorch here: the application is without the native library libtorch_cpu.so; add the package libtorch-cpu-linux-x64, or "
            + "TorchSharp-cuda-linux for an NVIDIA GPU, to the application, and publish it for linux-x64, or set Engine.Name to managed.",
            error.Message);
    }

    [Theory]
    [InlineData("win-x64", "replace the package libtorch-cpu-win-x64 by TorchSharp-cuda-windows")]
    [InlineData("osx-arm64", "there is none with it for osx-arm64; train on linux-x64 or win-x64")]
    [InlineData("win-arm64", "there is none with it for win-arm64; train on linux-x64 or win-x64")]
    public void Resolve_CudaOfAnotherPlatform_NamesItsPackage(string platform, string remedy)
    {
        var error = Assert.Throws<EngineException>(() => DeviceResolver.Resolve(Options("cuda"), new FakeProbe { Platform = platform }));

        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CudaWithoutCard_IsTheSameError()
    {
        var engine = (ITrainingEngine)new TorchEngine(new FakeProbe());

        Assert.Throws<EngineException>(() => engine.Open(
            new Vae.Core.Tests.Engines.Managed.EngineCase(Support.TorchCase.Small("Fixed"), 3, 4).Setup(1) with { Engine = Options("cuda") }));
    }

    private static EngineOptions Options(string? device) => new() { Name = EngineOptions.TorchName, Device = device };
}
