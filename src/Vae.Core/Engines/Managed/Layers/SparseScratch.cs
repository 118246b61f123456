using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>Memory for one thread's products of rows by their non-zeros.</summary>
internal sealed unsafe class SparseScratch
{
    private readonly PinnedFloats indices;
    private readonly PinnedFloats values;
    private readonly PinnedFloats counts = new(Panel.Lanes);
    private readonly int capacity;

    /// <param name="capacity">Non-zeros for which each of 32 lists has room.</param>
    /// <param name="columns">Columns of the product.</param>
    public SparseScratch(int capacity, int columns)
    {
        this.capacity = capacity;
        indices = new PinnedFloats((long)capacity * Panel.Lanes);
        values = new PinnedFloats((long)capacity * Panel.Lanes);
        Product = new PinnedFloats((long)columns * Panel.Lanes);
    }

    /// <summary>32 rows of the product.</summary>
    public PinnedFloats Product { get; }

    /// <summary>The first so many lists, at most 32.</summary>
    public SparseKernel.Rows Lists(int count) => new()
    {
        // Integers are as long as floats.
        Indices = (int*)indices.Pointer,
        Values = values.Pointer,
        Counts = (int*)counts.Pointer,
        Capacity = capacity,
        Count = count,
    };
}
