using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// For each position of a map that a convolution writes, the taps that reach it: which weight of the square, and where in a channel of the map that is
/// read its factor lies. Taps over the edge are left out, so that no padding is stored or multiplied.
/// </summary>
internal sealed unsafe class TapTable
{
    private readonly PinnedIntegers starts;
    private readonly PinnedIntegers weights;
    private readonly PinnedIntegers sources;

    private TapTable(List<int> starts, List<int> weights, List<int> sources)
    {
        Positions = starts.Count - 1;
        (this.starts, this.weights, this.sources) = (new(starts), new(weights), new(sources));
        Taps = weights.Count;
    }

    /// <summary>Positions of the map that is written.</summary>
    public int Positions { get; }

    /// <summary>Taps of all positions together.</summary>
    public int Taps { get; }

    /// <summary>Positions + 1 numbers: where the taps of each position start.</summary>
    public int* Starts => starts.Pointer;

    /// <summary>Place in the kernel * kernel square of weights.</summary>
    public int* Weights => weights.Pointer;

    /// <summary>Floats from the start of a channel, 32 a position.</summary>
    public int* Sources => sources.Pointer;

    /// <summary>Makes the tables of both directions.</summary>
    /// <param name="geometry">The two maps.</param>
    public static (TapTable ToSmall, TapTable ToLarge) Make(ConvolutionGeometry geometry)
    {
        var toSmall = new List<(int Weight, int Source)>[geometry.SmallPositions];
        var toLarge = new List<(int Weight, int Source)>[geometry.LargePositions];
        for (var i = 0; i < toSmall.Length; i++)
        {
            toSmall[i] = [];
        }

        for (var i = 0; i < toLarge.Length; i++)
        {
            toLarge[i] = [];
        }

        for (var tap = 0; tap < geometry.Taps; tap++)
        {
            for (var row = 0; row < geometry.SmallHeight; row++)
            {
                for (var column = 0; column < geometry.SmallWidth; column++)
                {
                    var y = geometry.LargeRow(row, tap);
                    var x = geometry.LargeColumn(column, tap);
                    if (y < 0 || y >= geometry.LargeHeight || x < 0 || x >= geometry.LargeWidth)
                    {
                        continue;
                    }

                    var small = (row * geometry.SmallWidth) + column;
                    var large = (y * geometry.LargeWidth) + x;
                    toSmall[small].Add((tap, large * Panel.Lanes));
                    toLarge[large].Add((tap, small * Panel.Lanes));
                }
            }
        }

        return (Of(toSmall), Of(toLarge));
    }

    private static TapTable Of(List<(int Weight, int Source)>[] positions)
    {
        var (starts, weights, sources) = (new List<int> { 0 }, new List<int>(), new List<int>());
        foreach (var taps in positions)
        {
            weights.AddRange(taps.Select(tap => tap.Weight));
            sources.AddRange(taps.Select(tap => tap.Source));
            starts.Add(weights.Count);
        }

        return new TapTable(starts, weights, sources);
    }
}
