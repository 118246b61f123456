namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Layout of features by rows: line after line a feature, side by side the rows.</summary>
/// <param name="Stride">Floats from a feature to the next.</param>
/// <param name="Lanes">Rows of a line that count; whole vectors.</param>
internal readonly record struct Grid(int Stride, int Lanes)
{
    /// <summary>A panel.</summary>
    public static Grid Panel => new(Panels.Panel.Lanes, Panels.Panel.Lanes);
}
