using System.Globalization;
using Microsoft.ML;
using Vae.Core.Engines;

namespace Vae.MLNet.Training;

/// <summary>What an MLContext says about GPUs, as options of the engine.</summary>
internal static class EngineChoice
{
    /// <summary>
    /// Where the torch engine was chosen and no device named: <see cref="MLContext.GpuDeviceId"/>, whose null is the processor, and
    /// <see cref="MLContext.FallbackToCpu"/>. A device that was named stays.
    /// </summary>
    public static EngineOptions Of(MLContext context, EngineOptions options) => options switch
    {
        { Name: EngineOptions.TorchName, Device: null } when context.GpuDeviceId is null => options with { Device = "cpu" },
        { Name: EngineOptions.TorchName, Device: null } => options with
        {
            Device = string.Create(CultureInfo.InvariantCulture, $"cuda:{context.GpuDeviceId}"),
            FallbackToCpu = options.FallbackToCpu || context.FallbackToCpu,
        },
        _ => options,
    };
}
