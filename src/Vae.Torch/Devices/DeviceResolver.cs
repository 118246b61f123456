using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Options;

namespace Vae.Torch.Devices;

/// <summary>Chooses the device, says why, and where there is none that fits says what to do.</summary>
internal static class DeviceResolver
{
    /// <summary>Looks at <see cref="EngineOptions.Device"/> and <see cref="EngineOptions.FallbackToCpu"/>.</summary>
    /// <exception cref="EngineException">libtorch is missing, or the GPU asked for cannot be used and nothing allows the processor in its place.</exception>
    public static DeviceChoice Resolve(EngineOptions options, IDeviceProbe probe)
    {
        var asked = options.Device ?? "auto";
        if (LibtorchProblem.Find(probe, wantsCuda: asked != "cpu") is { } problem)
        {
            throw new EngineException($"Engine 'torch' cannot run on libtorch here: {problem.What}; {problem.Remedy}, or set Engine.Name to managed.");
        }

        if (asked == "cpu")
        {
            return new DeviceChoice(null, "Engine.Device is cpu");
        }

        var index = options.CudaIndex ?? 0;
        if (ObstacleTo(index, probe) is not { } obstacle)
        {
            return new DeviceChoice(index, asked == "auto" ? "Engine.Device is auto and there is a GPU" : $"Engine.Device is {asked}");
        }

        if (asked == "auto" || options.FallbackToCpu)
        {
            return new DeviceChoice(null, $"Engine.Device is {asked} but {obstacle.What}");
        }

        throw obstacle.ToException(asked);
    }

    /// <summary>Why the GPU that the options name cannot be used; null where it can.</summary>
    public static GpuObstacle? FindObstacle(EngineOptions options, IDeviceProbe probe) => LibtorchProblem.Find(probe, wantsCuda: true) is { } problem
        ? new GpuObstacle($"libtorch cannot be used here: {problem.What}", problem.Remedy)
        : ObstacleTo(options.CudaIndex ?? 0, probe);

    private static GpuObstacle? ObstacleTo(int index, IDeviceProbe probe)
    {
        if (!probe.HasCudaBuild)
        {
            var platform = probe.Platform;
            return NativePackages.ForCard(platform) is { } package
                ? new("libtorch is a build without CUDA", $"replace the package {NativePackages.ForProcessor(platform)} by {package}")
                : new($"libtorch is a build without CUDA, and there is none with it for {platform}", "train on linux-x64 or win-x64");
        }

        var count = probe.CudaDeviceCount;
        if (count > 0)
        {
            return index < count ? null : new($"there {(count == 1 ? "is 1 GPU" : Invariant($"are {count} GPUs"))}, numbered from 0", Invariant($"choose a number below {count}"));
        }

        return probe.HasDriver
            ? new("NVIDIA's driver finds no GPU that this libtorch can use", "look whether nvidia-smi lists one, and update the driver")
            : new("there is no NVIDIA driver", "install it");
    }
}
