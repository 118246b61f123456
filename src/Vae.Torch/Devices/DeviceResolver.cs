using Vae.Core.Engines;

namespace Vae.Torch.Devices;

/// <summary>Chooses the device, says why, and where there is none that fits says what to install.</summary>
internal static class DeviceResolver
{
    private const string CudaPackages = "TorchSharp-cuda-linux or TorchSharp-cuda-windows";

    /// <summary>Looks at <see cref="EngineOptions.Device"/> and <see cref="EngineOptions.FallbackToCpu"/>.</summary>
    /// <exception cref="EngineException">libtorch is missing, or the GPU asked for cannot be used and nothing allows the processor in its place.</exception>
    public static DeviceChoice Resolve(EngineOptions options, IDeviceProbe probe)
    {
        var asked = options.Device ?? "auto";
        if (probe.LoadNative(wantsCuda: asked != "cpu") is { } problem)
        {
            throw new EngineException(
                $"Engine 'torch' has no libtorch to run on: {problem}. Add the package TorchSharp-cpu, or {CudaPackages} for a GPU, to the application, "
                + "or set Engine.Name to managed.");
        }

        if (asked == "cpu")
        {
            return new DeviceChoice(null, "Engine.Device is cpu");
        }

        var index = options.CudaIndex ?? 0;
        var (obstacle, remedy) = Obstacle(index, probe);
        if (obstacle is null)
        {
            return new DeviceChoice(index, asked == "auto" ? $"Engine.Device is auto and there is a GPU" : $"Engine.Device is {asked}");
        }

        if (asked == "auto" || options.FallbackToCpu)
        {
            return new DeviceChoice(null, $"Engine.Device is {asked} but {obstacle}");
        }

        throw new EngineException($"Engine.Device is {asked} but {obstacle}; {remedy}, or set Engine.Device to cpu, or Engine.FallbackToCpu.");
    }

    private static (string? Obstacle, string Remedy) Obstacle(int index, IDeviceProbe probe)
    {
        if (!probe.HasCudaBuild)
        {
            return ("libtorch is a build without CUDA", $"replace TorchSharp-cpu by {CudaPackages}");
        }

        var count = probe.CudaDeviceCount;
        if (count > 0)
        {
            return index < count
                ? (null, "")
                : ($"there {(count == 1 ? "is 1 GPU" : Invariant($"are {count} GPUs"))}, numbered from 0", Invariant($"choose a number below {count}"));
        }

        return probe.HasDriver
            ? ("NVIDIA's driver finds no GPU that this libtorch can use", "look whether nvidia-smi lists one, and update the driver")
            : ("there is no NVIDIA driver", "install it");
    }
}
