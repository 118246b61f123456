namespace Vae.Torch.Devices;

/// <summary>Why libtorch cannot be used here, and what helps: each cause in its own words.</summary>
/// <param name="What">What is missing or in the way. It names no folder of this machine: a training report may hold it, and so a model file.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record LibtorchProblem(string What, string Remedy)
{
    /// <summary>Loads libtorch, or finds out why that cannot be done.</summary>
    /// <returns>Null where libtorch is loaded.</returns>
    public static LibtorchProblem? Find(IDeviceProbe probe, bool wantsCuda)
    {
        if (!probe.HasManagedHalf)
        {
            return new("the application is without the assembly TorchSharp, which Vae.Torch computes with", "add the package TorchSharp to the application, or put TorchSharp.dll beside it");
        }

        if (probe.LoadNative(wantsCuda) is not { } loader)
        {
            return null;
        }

        var platform = probe.Platform;
        if (platform.StartsWith("linux-musl-", StringComparison.Ordinal))
        {
            return new($"this is {platform}, a system on musl, and libtorch is built for glibc alone", "run it on a system with glibc, such as Debian or Ubuntu");
        }

        if (NativePackages.ForProcessor(platform) is not { } package)
        {
            return new($"there is no libtorch for {platform} among the packages, which are for {NativePackages.Platforms}", "run it on one of these");
        }

        if (probe.MissingFile is { } file)
        {
            var card = NativePackages.ForCard(platform) is { } cuda ? $", or {cuda} for an NVIDIA GPU," : "";
            return new($"the application is without the native library {file}", $"add the package {package}{card} to the application, and publish it for {platform}");
        }

        return probe.OldLibrary is { } old
            ? new($"{Path.GetFileName(old.File)} has symbols up to {old.Found}, and libtorch's native half needs {old.Wanted}", Newer(old))
            : new("its native half could not be loaded", $"see to what the loader names ({loader})");
    }

    private static string Newer(OldLibrary old) => old.Wanted.StartsWith("GLIBCXX_", StringComparison.Ordinal)
        ? $"run it on a system with a newer C++ library, such as Debian 13 or Ubuntu 24.04, or put a newer libstdc++.so.6 than {old.File} on LD_LIBRARY_PATH"
        : "run it on a newer system, such as Debian 13 or Ubuntu 24.04";
}
