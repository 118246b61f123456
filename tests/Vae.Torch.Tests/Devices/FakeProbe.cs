using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Devices;

/// <summary>A machine that is described, not there.</summary>
internal sealed class FakeProbe : IDeviceProbe
{
    public string Platform { get; init; } = "linux-x64";

    public bool HasManagedHalf { get; init; } = true;

    /// <summary>The loader's words.</summary>
    public string? Problem { get; init; }

    public string? MissingFile { get; init; }

    public OldLibrary? OldLibrary { get; init; }

    public bool HasCudaBuild { get; init; }

    public bool HasDriver { get; init; }

    public int CudaDeviceCount { get; init; }

    public string? LoadNative(bool wantsCuda) => Problem;
}
