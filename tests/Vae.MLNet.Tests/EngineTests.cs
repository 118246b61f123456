using Microsoft.ML;
using Vae.Core;
using Vae.Core.Engines;

namespace Vae.MLNet.Tests;

/// <summary>What the context says about GPUs reaches the engine, unless the options name a device.</summary>
public sealed class EngineTests
{
    [Theory]
    [InlineData(null, true, null, "cpu", false)]
    [InlineData(1, true, null, "cuda:1", true)]
    [InlineData(1, false, null, "cuda:1", false)]
    [InlineData(1, true, "auto", "auto", false)]
    [InlineData(null, true, "cuda", "cuda", false)]
    public void Estimator_TorchEngine_TakesTheContextsGpu(int? gpu, bool fallback, string? named, string expected, bool expectedFallback)
    {
        var context = new MLContext { GpuDeviceId = gpu, FallbackToCpu = fallback };
        var options = new VaeOptions { Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = named } };

        var engine = context.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = options }).Options.Model.Engine;

        Assert.Equal((expected, expectedFallback), (engine.Device, engine.FallbackToCpu));
    }

    [Fact]
    public void Estimator_ManagedEngine_LeavesTheGpuAlone()
    {
        var context = new MLContext { GpuDeviceId = 0 };

        Assert.Null(context.Vae.DetectAnomalies().Options.Model.Engine.Device);
    }
}
