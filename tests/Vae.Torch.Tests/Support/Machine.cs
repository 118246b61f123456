using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Support;

/// <summary>What this machine has to run on; tests skip with the name of what it lacks.</summary>
internal static class Machine
{
    private static readonly Lazy<string?> Native = new(() => LibtorchProblem.Find(new NativeDeviceProbe(), wantsCuda: true) is { } problem ? $"{problem.What}; {problem.Remedy}" : null);

    private static readonly Lazy<string?> Card = new(() => Native.Value ?? FindCard());

    /// <summary>Skips where libtorch is missing.</summary>
    public static void NeedsLibtorch() => Skip.If(
        Native.Value is not null, $"Needs libtorch: {Native.Value}.");

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
