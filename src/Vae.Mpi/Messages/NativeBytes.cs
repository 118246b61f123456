using System.Runtime.InteropServices;

namespace Vae.Mpi.Messages;

/// <summary>
/// Memory that messages leave from and come to. It does not move, and it is never given back: a message that was on its way when a wait was given up may still come.
/// </summary>
internal sealed unsafe class NativeBytes
{
    private nint length;

    /// <summary>Where it begins.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Makes room; what was there is lost.</summary>
    public void Reserve(nint bytes)
    {
        if (bytes > length)
        {
            NativeMemory.Free(Pointer);
            Pointer = (byte*)NativeMemory.Alloc((nuint)bytes);
            length = bytes;
        }
    }
}
