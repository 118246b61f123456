namespace Vae.Torch.Devices;

/// <summary>What this machine has to compute on. Tests put another one in its place.</summary>
internal interface IDeviceProbe
{
    /// <summary>Loads libtorch's native half, that for CUDA first where a GPU is wanted.</summary>
    /// <returns>Null, or why it could not be loaded.</returns>
    string? LoadNative(bool wantsCuda);

    /// <summary>Whether libtorch is a build with CUDA.</summary>
    bool HasCudaBuild { get; }

    /// <summary>Whether NVIDIA's driver can be loaded.</summary>
    bool HasDriver { get; }

    /// <summary>GPUs that libtorch can use.</summary>
    int CudaDeviceCount { get; }
}
