namespace Vae.Torch.Devices;

/// <summary>What this machine and application have to compute with. Tests put another one in its place.</summary>
internal interface IDeviceProbe
{
    /// <summary>System and processor as packages name them, such as <c>linux-x64</c> or <c>linux-musl-x64</c>.</summary>
    string Platform { get; }

    /// <summary>Whether TorchSharp's managed half is there; nothing else here may be asked where it is not.</summary>
    bool HasManagedHalf { get; }

    /// <summary>Loads libtorch's native half, that for CUDA first where a GPU is wanted.</summary>
    /// <returns>Null, or the loader's own words on why it could not be loaded.</returns>
    string? LoadNative(bool wantsCuda);

    /// <summary>The first of libtorch's native files that the application does not have; null where it has all that are always needed.</summary>
    string? MissingFile { get; }

    /// <summary>A library of the system that is older than the native half wants it; null where none is, or where that cannot be told.</summary>
    OldLibrary? OldLibrary { get; }

    /// <summary>Whether libtorch is a build with CUDA.</summary>
    bool HasCudaBuild { get; }

    /// <summary>Whether NVIDIA's driver can be loaded.</summary>
    bool HasDriver { get; }

    /// <summary>GPUs that libtorch can use.</summary>
    int CudaDeviceCount { get; }
}
