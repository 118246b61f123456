using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Support;

/// <summary>What this machine has to run on; tests skip with the name of what it lacks.</summary>
internal static class Machine
{
    private static readonly Lazy<string?> Native = new(() => new NativeDeviceProbe().LoadNative(wantsCuda: true));

    private static readonly Lazy<string?> Card = new(() => Native.Value is { } problem ? problem : FindCard());

    /// <summary>Skips where libtorch is missing.</summary>
    public static void NeedsLibtorch() => Skip.If(
        Native.Value is not null, $"Needs libtorch, which the package TorchSharp-cpu 0.107.0 brings: {Native.Value}.");

    /// <summary>Skips where there is no GPU.</summary>
    public static void NeedsGpu() => Skip.If(
        Card.Value is not null,
        $"Needs an NVIDIA GPU and libtorch with CUDA (build with -p:TorchNative=TorchSharp-cuda-linux or -windows): {Card.Value}.");

    private static string? FindCard()
    {
        var probe = new NativeDeviceProbe();
        return !probe.HasCudaBuild ? "this libtorch is without CUDA" : probe.CudaDeviceCount == 0 ? "libtorch finds no GPU" : null;
    }
}
