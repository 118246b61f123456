namespace Vae.Torch.Devices;

/// <summary>The device that a session takes.</summary>
/// <param name="CudaIndex">Number of the GPU; null for the processor.</param>
/// <param name="Reason">Why this one, for people.</param>
internal sealed record DeviceChoice(int? CudaIndex, string Reason)
{
    public bool IsCuda => CudaIndex is not null;

    /// <summary>Such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Name => CudaIndex is { } index ? Invariant($"cuda:{index}") : "cpu";

    public torch.Device Device => CudaIndex is { } index ? torch.device(DeviceType.CUDA, index) : torch.CPU;
}
