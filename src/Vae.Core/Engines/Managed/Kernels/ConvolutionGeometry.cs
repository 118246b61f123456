using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// The two maps that a convolution joins. Weights lie as [small channels, large channels, taps] in both directions: a convolution goes from large to
/// small, a transposed one from small to large, and each one's way back is the other's way forward.
/// </summary>
internal sealed class ConvolutionGeometry
{
    private readonly int kernel;
    private readonly int stride;
    private readonly int padding;

    public ConvolutionGeometry(ConvolutionLayer layer)
    {
        (kernel, stride, padding) = (layer.Kernel, layer.Stride, layer.Padding);
        (SmallChannels, SmallHeight, SmallWidth) = layer.Small;
        (LargeChannels, LargeHeight, LargeWidth) = layer.Large;
        (ToSmall, ToLarge) = TapTable.Make(this);
    }

    public int SmallChannels { get; }

    public int SmallHeight { get; }

    public int SmallWidth { get; }

    public int SmallPositions => SmallHeight * SmallWidth;

    public int LargeChannels { get; }

    public int LargeHeight { get; }

    public int LargeWidth { get; }

    public int LargePositions => LargeHeight * LargeWidth;

    /// <summary>Weights that join a small and a large channel.</summary>
    public int Taps => kernel * kernel;

    public int Stride => stride;

    public TapTable ToSmall { get; }

    public TapTable ToLarge { get; }

    /// <summary>The row of the large map, or one over its edge, that a tap reads for a row of the small one.</summary>
    public int LargeRow(int smallRow, int tap) => (smallRow * stride) - padding + (tap / kernel);

    /// <inheritdoc cref="LargeRow"/>
    public int LargeColumn(int smallColumn, int tap) => (smallColumn * stride) - padding + (tap % kernel);

    /// <summary>The first and one past the last column of the small map for which a tap stays within the large one.</summary>
    public (int First, int Last) SmallColumns(int tap)
    {
        var offset = (tap % kernel) - padding;
        var first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        var reach = LargeWidth - 1 - offset;
        var last = reach < 0 ? 0 : Math.Min(SmallWidth, (reach / stride) + 1);
        return (first, Math.Max(first, last));
    }
}
