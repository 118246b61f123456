using System.Runtime.CompilerServices;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Floats at a fixed address that is a multiple of 64, so that no 512-bit load crosses a cache line. Managed memory: the collector frees it, and
/// whoever holds the object may use the pointer.
/// </summary>
internal sealed unsafe class PinnedFloats
{
    private readonly float[] storage;
    private readonly int offset;

    public PinnedFloats(long length)
    {
        if (length > Array.MaxLength - 16)
        {
            throw new InsufficientMemoryException(Invariant($"A buffer of {length:N0} floats is larger than an array can be; use smaller batches, fewer samples or a narrower network."));
        }

        storage = GC.AllocateArray<float>((int)length + 16, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref storage[0]);
        offset = (int)((64 - (address & 63)) & 63) / sizeof(float);
        Length = (int)length;
        Pointer = (float*)Unsafe.AsPointer(ref storage[0]) + offset;
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => storage.AsSpan(offset, Length);
}
