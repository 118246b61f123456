using System.Runtime.InteropServices;

namespace Vae.Torch.Devices;

/// <summary>Asks libtorch and the operating system.</summary>
internal sealed class NativeDeviceProbe : IDeviceProbe
{
    private const string Shim = "LibTorchSharp";

    public bool HasCudaBuild => CanLoad("torch_cuda");

    public bool HasDriver => OperatingSystem.IsWindows() ? CanLoad("nvcuda") : CanLoad("libcuda.so.1");

    public int CudaDeviceCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    public string? LoadNative(bool wantsCuda)
    {
        // TorchSharp writes pages of trace to the standard output where it finds nothing. In an application all native files lie beside the program, so it
        // is asked only once these have been found; in a notebook they lie in the folders of packages, and it alone knows how to put them together.
        _ = wantsCuda && HasCudaBuild;
        if (!CanLoad("torch_cpu") | !CanLoad(Shim) && IsBesideTheApplication)
        {
            return $"the native library {Shim}, or the libtorch that it needs, could not be loaded";
        }

        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception exception) when (exception is NotSupportedException or DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            return exception.Message.Split('\n')[0].TrimEnd();
        }
    }

    private static bool IsBesideTheApplication => string.Equals(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
        Path.GetDirectoryName(typeof(torch).Assembly.Location),
        StringComparison.Ordinal);

    private static bool CanLoad(string library) => NativeLibrary.TryLoad(library, typeof(torch).Assembly, null, out _);
}
