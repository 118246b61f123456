using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Catalog;
using Vae.Core.Engines.Managed;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Engines;

/// <summary>Which engine <c>auto</c> takes, why, and what is said where the GPU that was named cannot be used.</summary>
public sealed class EngineChoiceTests
{
    private static readonly GpuObstacle NoDriver = new("there is no NVIDIA driver", "install it");

    [Fact]
    public void Options_OfTheEngine_AreAutoAtFirst() => Assert.Equal("auto", new EngineOptions().Name);

    [Theory]
    [InlineData(null, "no GPU was asked for")]
    [InlineData("cpu", "Engine.Device is cpu")]
    public void Choose_NoGpuNamed_TakesTheManagedEngineWithoutLookingForAnother(string? device, string reason)
    {
        var choice = EngineCatalog.Choose(new EngineOptions { Device = device }, () => throw new InvalidOperationException("looked"));

        Assert.IsType<ManagedEngine>(choice.Engine);
        Assert.Equal(reason, choice.Reason);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:3")]
    [InlineData("auto")]
    public void Choose_GpuThatCanBeUsed_TakesTheEngineOnLibtorch(string device)
    {
        var torch = new Torch(null);

        var choice = EngineCatalog.Choose(new EngineOptions { Device = device }, () => torch);

        Assert.Same(torch, choice.Engine);
        Assert.Equal("what it says", choice.Describe("what it says"));
    }

    [Theory]
    [InlineData("auto", false)]
    [InlineData("cuda", true)]
    public void Choose_GpuThatCannotBeUsedAndNeedNot_TakesTheManagedEngineAndSaysWhy(string device, bool fallback)
    {
        var choice = EngineCatalog.Choose(new EngineOptions { Device = device, FallbackToCpu = fallback }, () => new Torch(NoDriver));

        Assert.IsType<ManagedEngine>(choice.Engine);
        Assert.Equal($"managed; Engine.Device is {device} but there is no NVIDIA driver", choice.Describe("managed"));
    }

    [Fact]
    public void Choose_GpuThatCannotBeUsed_SaysWhyAndWhatHelps()
    {
        var error = Assert.Throws<EngineException>(() => EngineCatalog.Choose(new EngineOptions { Device = "cuda:1" }, () => new Torch(NoDriver)));

        Assert.Equal(
            "Engine.Device is cuda:1 but there is no NVIDIA driver; install it, or set Engine.Device to cpu, or Engine.FallbackToCpu.",
            error.Message);
    }

    [Fact]
    public void Choose_GpuNamedWithoutTheAssembly_NamesThePackages()
    {
        var error = Assert.Throws<EngineException>(() => EngineCatalog.Choose(new EngineOptions { Device = "cuda" }));

        Assert.Equal(
            "Engine.Device is cuda but the application is without the assembly Vae.Torch, which computes on GPUs; add the packages Vae.Torch and TorchSharp-cuda-linux or "
            + "TorchSharp-cuda-windows, or set Engine.Device to cpu, or Engine.FallbackToCpu.",
            error.Message);
    }

    [Fact]
    public void Choose_LowerPrecisionThatFallsBack_SaysThatItIsNot()
    {
        var options = new EngineOptions { Device = "cuda", FallbackToCpu = true, Precision = EnginePrecision.TF32 };

        var choice = EngineCatalog.Choose(options, () => new Torch(NoDriver));

        Assert.EndsWith("no NVIDIA driver, and so in Float32 where Engine.Precision is TF32", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, "; no GPU was asked for")]
    [InlineData("cpu", false, "; Engine.Device is cpu")]
    [InlineData("auto", false, "; Engine.Device is auto but the application is without the assembly Vae.Torch, which computes on GPUs")]
    [InlineData("cuda:0", true, "; Engine.Device is cuda:0 but the application is without the assembly Vae.Torch, which computes on GPUs")]
    public void Fit_Auto_ReportsTheEngineAndWhy(string? device, bool fallback, string reason)
    {
        var model = Fit(new EngineOptions { Device = device, FallbackToCpu = fallback, Threads = 1 });

        Assert.StartsWith("managed, 1 thread, ", model.Report.Engine, StringComparison.Ordinal);
        Assert.EndsWith(reason, model.Report.Engine, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ManagedByName_HasNothingToExplain() =>
        Assert.EndsWith("-bit vectors", Fit(new EngineOptions { Name = "managed", Threads = 1 }).Report.Engine, StringComparison.Ordinal);

    [Fact]
    public void Fit_AutoOrManaged_TrainsTheSameModel() => Assert.Equal(
        Fit(new EngineOptions { Name = "managed" }).Parts.Parameters,
        Fit(new EngineOptions()).Parts.Parameters);

    private static VaeModel Fit(EngineOptions engine)
    {
        var random = new Random(1);
        var rows = new MemoryRowSource(Enumerable.Range(0, 300).Select(_ => random.NextSingle()).ToArray(), 3);
        return new VaeTrainer(new VaeOptions { Engine = engine, Training = new TrainingOptions { Steps = 3 } }).Fit(rows);
    }

    private sealed class Torch(GpuObstacle? obstacle) : ITrainingEngine
    {
        public string Name => "torch";

        public GpuObstacle? FindObstacle(EngineOptions options) => obstacle;

        public ITrainingSession Open(TrainingSetup setup) => throw new NotSupportedException();

        public IClassifierSession OpenClassifier(ClassifierSetup setup) => throw new NotSupportedException();
    }
}
