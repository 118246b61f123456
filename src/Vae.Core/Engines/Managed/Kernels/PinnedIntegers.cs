using System.Runtime.CompilerServices;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Integers at a fixed address, for kernels to walk over.</summary>
internal sealed unsafe class PinnedIntegers
{
    private readonly int[] storage;

    public PinnedIntegers(IReadOnlyList<int> values)
    {
        // One more, so that an empty list has an address too.
        storage = GC.AllocateArray<int>(values.Count + 1, pinned: true);
        for (var i = 0; i < values.Count; i++)
        {
            storage[i] = values[i];
        }

        Pointer = (int*)Unsafe.AsPointer(ref storage[0]);
    }

    public int* Pointer { get; }
}
