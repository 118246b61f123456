using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Options;

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
        var options = new VaeOptions { Engine = new EngineOptions { Name = EngineOptions.ManagedName } };

        Assert.Null(context.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = options }).Options.Model.Engine.Device);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, "cuda:0")]
    [InlineData(2, "cuda:2")]
    public void Estimator_NothingButAGpuInTheContext_AsksForIt(int? gpu, string? expected)
    {
        var context = new MLContext { GpuDeviceId = gpu, FallbackToCpu = false };

        var engine = context.Vae.DetectAnomalies().Options.Model.Engine;

        Assert.Equal(("auto", expected, false), (engine.Name, engine.Device, engine.FallbackToCpu));
    }

    [Fact]
    public void Estimator_NegativeGpu_NamesThePropertyOfTheContext()
    {
        var context = new MLContext { GpuDeviceId = -1 };

        var error = Assert.Throws<ArgumentException>(() => context.Vae.DetectAnomalies());

        Assert.StartsWith("MLContext.GpuDeviceId is -1 but must be the number of a GPU", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_GpuThatIsNotThere_IsAnErrorOrTheProcessorAsTheContextSays()
    {
        var rows = new MLContext(seed: 1).Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Row { Features = [i % 7, i % 5, i % 3] }));
        var strict = new MLContext(seed: 1) { GpuDeviceId = 0, FallbackToCpu = false };
        var lenient = new MLContext(seed: 1) { GpuDeviceId = 0, FallbackToCpu = true };
        var log = new List<string>();
        lenient.Log += (_, told) => log.Add(told.Message);

        var error = Assert.Throws<EngineException>(() => strict.Vae.DetectAnomalies().Fit(rows));
        lenient.Vae.DetectAnomalies().Fit(rows);

        Assert.StartsWith("Engine.Device is cuda:0 but the application is without the assembly Vae.Torch", error.Message, StringComparison.Ordinal);
        Assert.Contains(log, line => line.Contains("by managed, ", StringComparison.Ordinal) && line.Contains("Engine.Device is cuda:0 but ", StringComparison.Ordinal));
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
