using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Devices;

/// <summary>A machine that is described, not there.</summary>
internal sealed class FakeProbe : IDeviceProbe
{
    public string? Problem { get; init; }

    public bool HasCudaBuild { get; init; }

    public bool HasDriver { get; init; }

    public int CudaDeviceCount { get; init; }

    public string? LoadNative(bool wantsCuda) => Problem;
}
