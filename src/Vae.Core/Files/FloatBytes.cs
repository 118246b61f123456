using System.Buffers;
using System.Runtime.InteropServices;

namespace Vae.Core.Files;

/// <summary>The bytes of floats that stay where they are.</summary>
/// <param name="floats">Not changed while the bytes are in use.</param>
internal sealed class FloatBytes(ReadOnlyMemory<float> floats) : MemoryManager<byte>
{
    private readonly Memory<float> floats = MemoryMarshal.AsMemory(floats);

    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(floats.Span);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(elementIndex % sizeof(float), 0);
        return floats[(elementIndex / sizeof(float))..].Pin();
    }

    public override void Unpin()
    {
        // The handle that Pin gave is the floats' own, and unpins them.
    }

    protected override void Dispose(bool disposing)
    {
    }
}
