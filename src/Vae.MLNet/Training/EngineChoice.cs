using System.Globalization;
using Microsoft.ML;
using Vae.Core.Options;

namespace Vae.MLNet.Training;

/// <summary>What an MLContext says about GPUs, as options of the engine.</summary>
internal static class EngineChoice
{
    /// <summary>
    /// Where no device is named: <see cref="MLContext.GpuDeviceId"/>, whose null is the processor, and <see cref="MLContext.FallbackToCpu"/>. A device that is
    /// named stays, and so does the managed engine where it is.
    /// </summary>
    /// <exception cref="ArgumentException">The number of the GPU is negative.</exception>
    public static EngineOptions Of(MLContext context, EngineOptions options) => (options, context.GpuDeviceId) switch
    {
        ({ Device: not null } or { Name: EngineOptions.ManagedName }, _) => options,
        ({ Name: EngineOptions.TorchName }, null) => options with { Device = "cpu" },
        (_, null) => options,
        (_, < 0) => throw new ArgumentException(FormattableString.Invariant(
            $"MLContext.GpuDeviceId is {context.GpuDeviceId} but must be the number of a GPU, from 0; set it to null for the processor.")),
        (_, { } gpu) => options with
        {
            Device = string.Create(CultureInfo.InvariantCulture, $"cuda:{gpu}"),
            FallbackToCpu = options.FallbackToCpu || context.FallbackToCpu,
        },
    };
}
