using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vae.Torch.Devices;

/// <summary>Asks libtorch, the application's folders and the operating system.</summary>
internal sealed class NativeDeviceProbe : IDeviceProbe
{
    private const string Shim = "LibTorchSharp";
    private const string Processor = "torch_cpu";

    public string Platform => PlatformOf(RuntimeInformation.RuntimeIdentifier, RuntimeInformation.ProcessArchitecture);

    public bool HasManagedHalf
    {
        get
        {
            try
            {
                Assembly.Load("TorchSharp");
                return true;
            }
            catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
            {
                return false;
            }
        }
    }

    public bool HasCudaBuild => CanLoad("torch_cuda");

    public bool HasDriver => OperatingSystem.IsWindows() ? CanLoad("nvcuda") : CanLoad("libcuda.so.1");

    public int CudaDeviceCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    public string? MissingFile => new[] { Processor, Shim }.Select(FileName).FirstOrDefault(file => Find(file) is null);

    public OldLibrary? OldLibrary
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return null;
            }

            var ours = new[] { Processor, Shim }.Select(library => Find(FileName(library))).OfType<string>().ToArray();
            return Compare("libstdc++.so", "GLIBCXX_", ours) ?? Compare("libc.so", "GLIBC_", ours);
        }
    }

    public string? LoadNative(bool wantsCuda)
    {
        // TorchSharp writes pages of trace to the standard output where it finds nothing. In an application all native files lie beside the program, so it
        // is asked only once these have been found; in a notebook they lie in the folders of packages, and it alone knows how to put them together.
        _ = wantsCuda && HasCudaBuild;
        if (Load(Processor) is { } first && IsBesideTheApplication)
        {
            return first;
        }

        if (Load(Shim) is { } second && IsBesideTheApplication)
        {
            return second;
        }

        try
        {
            Initialize();
            return null;
        }
        catch (Exception exception) when (exception is NotSupportedException or DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            return FirstLine(exception.Message);
        }
    }

    /// <summary>System and processor as packages name them.</summary>
    /// <param name="identifier">The runtime's own, which may name a distribution, such as <c>alpine.3.20-x64</c> or <c>debian.12-x64</c>.</param>
    /// <param name="architecture">The processor's.</param>
    internal static string PlatformOf(string identifier, Architecture architecture)
    {
        var isMusl = identifier.StartsWith("linux-musl", StringComparison.Ordinal) || identifier.StartsWith("alpine", StringComparison.Ordinal);
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : isMusl ? "linux-musl" : "linux";
        return $"{system}-{architecture.ToString().ToLowerInvariant()}";
    }

    private static bool IsBesideTheApplication
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => string.Equals(
            Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
            Path.GetDirectoryName(typeof(torch).Assembly.Location),
            StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Initialize() => torch.InitializeDeviceType(DeviceType.CPU);

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>A native file of the application's.</summary>
    private static string? Find(string file)
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Loads a library of libtorch; null, or the loader's words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Load(string library)
    {
        if (CanLoad(library))
        {
            return null;
        }

        try
        {
            // By its path, for words on this file alone.
            NativeLibrary.Load(Find(FileName(library)) ?? library);
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return FirstLine(exception.Message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CanLoad(string library) => NativeLibrary.TryLoad(library, typeof(torch).Assembly, null, out _);

    private static OldLibrary? Compare(string library, string family, string[] ours)
    {
        var wanted = ours.Select(file => SymbolVersions.Newest(File.ReadAllBytes(file), family)).Max();
        return wanted is not null && Loaded(library) is { } path && SymbolVersions.Newest(File.ReadAllBytes(path), family) is { } found && found < wanted
            ? new OldLibrary(path, $"{family}{found}", $"{family}{wanted}")
            : null;
    }

    /// <summary>The file of a library that this process runs on; the runtime itself has both that are asked for.</summary>
    private static string? Loaded(string library) => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "")
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(library, StringComparison.Ordinal));

    private static string FirstLine(string message) => message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0].TrimEnd('.');
}
