namespace Vae.Torch.Devices;

/// <summary>The packages that hold libtorch, by platform: https://www.nuget.org/packages/libtorch-cpu-linux-x64 and its kin.</summary>
internal static class NativePackages
{
    private static readonly string[] All = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    /// <summary>The platforms that there are packages for, for people.</summary>
    public static string Platforms => string.Join(", ", All);

    /// <summary>The package for the processor; null where there is none.</summary>
    public static string? ForProcessor(string platform) => All.Contains(platform) ? $"libtorch-cpu-{platform}" : null;

    /// <summary>The package for NVIDIA's GPUs; null where there is none.</summary>
    public static string? ForCard(string platform) => platform switch
    {
        "linux-x64" => "TorchSharp-cuda-linux",
        "win-x64" => "TorchSharp-cuda-windows",
        _ => null,
    };
}
