namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Activations, or their gradient, of a whole batch: panels [features, 32] one after the other, and beside them, where a linear layer reads them for
/// its weight gradient, the same numbers as blocks [features / 32][panels * 32][32].
/// </summary>
internal sealed unsafe class PanelBuffer
{
    private readonly nint panelLength;

    /// <param name="features">Numbers a row.</param>
    /// <param name="panels">Most panels.</param>
    public PanelBuffer(int features, int panels)
    {
        Features = features;
        Panels = panels;
        panelLength = (nint)features * Panel.Lanes;
        Values = new PinnedFloats((long)panels * panelLength);
    }

    /// <summary>Numbers a row.</summary>
    public int Features { get; }

    /// <summary>Most panels.</summary>
    public int Panels { get; }

    /// <summary>The panels.</summary>
    public PinnedFloats Values { get; }

    public float* Pointer => Values.Pointer;

    /// <summary>The blocks; null until somebody wants them.</summary>
    public PinnedFloats? Blocks { get; private set; }

    /// <summary>Floats from a block to the next: those of all panels, in use or not.</summary>
    public nint BlockStride => (nint)Panels * Panel.Lanes * Panel.Lanes;

    public float* Of(int panel) => Values.Pointer + (panel * panelLength);

    /// <summary>The first block's part that belongs to a panel.</summary>
    public float* BlocksOf(int panel) => Blocks!.Pointer + ((nint)panel * Panel.Lanes * Panel.Lanes);

    /// <summary>Has whoever writes the panels keep blocks too.</summary>
    public void WantBlocks() =>
        Blocks ??= new PinnedFloats((long)((Features + Panel.Lanes - 1) / Panel.Lanes) * Panels * Panel.Lanes * Panel.Lanes);

    /// <summary>Copies a panel into another buffer of as many features.</summary>
    public void CopyPanel(int from, PanelBuffer destination, int to) =>
        new ReadOnlySpan<float>(Of(from), (int)panelLength).CopyTo(new Span<float>(destination.Of(to), (int)panelLength));

    /// <summary>Writes a panel's blocks where they are wanted; called when the panel is complete.</summary>
    public void FillBlocks(int panel)
    {
        if (Blocks is not null)
        {
            TransposeKernel.PanelToBlocks(Of(panel), Features, BlocksOf(panel), BlockStride);
        }
    }
}
