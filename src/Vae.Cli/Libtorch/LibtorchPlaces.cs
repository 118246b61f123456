using System.Reflection;
using System.Runtime.InteropServices;
using Vae.Cli.Hosting;

namespace Vae.Cli.Libtorch;

/// <summary>
/// Where libtorch is looked for, which the tool goes without: in the folder that <see cref="Variable"/> names, then among the packages that NuGet keeps, where it lies once
/// a project was built on it or <see cref="Command"/> was run.
/// </summary>
/// <param name="Platform">The platform as NuGet names it, such as <c>linux-x64</c>.</param>
/// <param name="PackagesFolder">The folder in which NuGet keeps packages.</param>
/// <param name="NamedFolder">What <see cref="Variable"/> holds; null where it is not set.</param>
internal sealed record LibtorchPlaces(string Platform, string PackagesFolder, string? NamedFolder)
{
    /// <summary>Names a folder that holds libtorch's libraries, for builds that are no package, such as those for a GPU.</summary>
    public const string Variable = "VAE_LIBTORCH";

    private const string PackagePrefix = "libtorch-cpu-";

    /// <summary>The packages of libtorch for the processor, with the versions that this tool was built for.</summary>
    private static readonly Dictionary<string, string> Packages = typeof(LibtorchPlaces).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(attribute => attribute.Key.StartsWith(PackagePrefix, StringComparison.Ordinal))
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value!);

    /// <summary>libtorch's version, such as 2.10.0.</summary>
    public static string Version => Packages.Values.First();

    /// <summary>The places of this machine and this user.</summary>
    public static LibtorchPlaces OfThisProcess()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        var named = Environment.GetEnvironmentVariable(Variable);
        return new LibtorchPlaces(
            PlatformName(),
            string.IsNullOrEmpty(packages) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages") : packages,
            string.IsNullOrEmpty(named) ? null : named);
    }

    /// <summary>Whether there is a package of libtorch for this platform.</summary>
    public bool HasPackage => Packages.ContainsKey(Package);

    /// <summary>The command that fetches libtorch to where it is looked for.</summary>
    public string Command => $"dotnet package download {Package}@{Version} --output {(PackagesFolder.Contains(' ') ? $"\"{PackagesFolder}\"" : PackagesFolder)}";

    /// <summary>File name of one of libtorch's libraries, such as <c>libtorch_cpu.so</c>.</summary>
    public string FileName(string library) => Platform.StartsWith("win", StringComparison.Ordinal) ? library + ".dll"
        : Platform.StartsWith("osx", StringComparison.Ordinal) ? $"lib{library}.dylib"
        : $"lib{library}.so";

    /// <summary>The folder that holds libtorch, or null.</summary>
    /// <exception cref="UsageException"><see cref="Variable"/> names a folder that does not hold it.</exception>
    public string? Find()
    {
        if (NamedFolder is not null)
        {
            return Holds(NamedFolder) ? NamedFolder
                : Holds(Path.Combine(NamedFolder, "lib")) ? Path.Combine(NamedFolder, "lib")
                : throw new UsageException(
                    $"{Variable} is '{NamedFolder}', but there is no {FileName("torch_cpu")} in it; name the folder that holds the libraries of libtorch {Version}, or unset it.");
        }

        var folder = Path.Combine(PackagesFolder, Package, Version, "runtimes", Platform, "native");
        return Holds(folder) ? folder : null;
    }

    /// <summary>Whether one of some folders holds libtorch.</summary>
    public bool IsIn(IEnumerable<string> folders) => folders.Any(Holds);

    private string Package => PackagePrefix + Platform;

    private bool Holds(string folder) => File.Exists(Path.Combine(folder, FileName("torch_cpu")));

    private static string PlatformName()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
