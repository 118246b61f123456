using System.Runtime.InteropServices;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Positions of a map that is written which the same taps reach; what one reads is what another reads, moved.</summary>
internal sealed unsafe class PositionClass
{
    private readonly PinnedIntegers sourceOfTap;
    private readonly PinnedIntegers weightOfTap;

    private PositionClass(TapTable table, List<int> positions, RowConvolutionWeights sum, RowForm input, Func<int, int> weightAt)
    {
        Positions = [.. positions];
        var (first, last) = (table.Starts[positions[0]], table.Starts[positions[0] + 1]);
        Sources = [.. positions.Select(position => first == last ? 0 : table.Sources[table.Starts[position]] / Panel.Lanes * input.PositionStride)];
        var (sources, weights) = (new List<int>(), new List<int>());
        for (var channel = 0; channel < sum.Channels; channel++)
        {
            for (var tap = first; tap < last; tap++)
            {
                sources.Add((channel * input.ChannelStride) + ((table.Sources[tap] - table.Sources[first]) / Panel.Lanes * input.PositionStride));
                weights.Add(weightAt((channel * sum.PerChannel) + table.Weights[tap]));
            }
        }

        (sourceOfTap, weightOfTap) = (new PinnedIntegers(sources), new PinnedIntegers(weights));
        Taps = new RowTileKernel.Taps(sourceOfTap.Pointer, weightOfTap.Pointer, sources.Count);
    }

    /// <summary>The positions, in their order.</summary>
    public int[] Positions { get; }

    /// <summary>Floats from the row's start to what the first tap of each reads.</summary>
    public int[] Sources { get; }

    public int Count => Positions.Length;

    /// <summary>The sum, from there.</summary>
    public RowTileKernel.Taps Taps { get; }

    /// <summary>All classes of a direction.</summary>
    /// <param name="table">Its taps.</param>
    /// <param name="sum">Its weights.</param>
    /// <param name="input">How the row lies.</param>
    /// <param name="weightAt">Floats from the first weight to that of a tap.</param>
    public static PositionClass[] Of(TapTable table, RowConvolutionWeights sum, RowForm input, Func<int, int> weightAt)
    {
        var classes = new Dictionary<string, List<int>>();
        for (var position = 0; position < table.Positions; position++)
        {
            var (first, last) = (table.Starts[position], table.Starts[position + 1]);
            var key = string.Join(' ', new ReadOnlySpan<int>(table.Weights + first, last - first).ToArray());
            (CollectionsMarshal.GetValueRefOrAddDefault(classes, key, out _) ??= []).Add(position);
        }

        return [.. classes.Values.Select(positions => new PositionClass(table, positions, sum, input, weightAt))];
    }
}
