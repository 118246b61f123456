using Vae.Core.Randomness;

namespace Vae.Data.Columns;

/// <summary>What a row counts for in the <see cref="ScalePrint"/> of every column: three whole numbers at random, found once for all of them.</summary>
internal readonly struct RowWeights
{
    private const int Bits = 21;

    /// <param name="row">The row, counted from 1.</param>
    public RowWeights(long row)
    {
        Gap = SplitMix64.At(row);
        (X, Y, Z) = (Weight(Gap), Weight(Gap >> Bits), Weight(Gap >> (2 * Bits)));
    }

    /// <summary>The greatest size of a weight.</summary>
    public const double Largest = 1 << (Bits - 1);

    /// <summary>The first weight.</summary>
    public double X { get; }

    /// <summary>The second.</summary>
    public double Y { get; }

    /// <summary>The third.</summary>
    public double Z { get; }

    /// <summary>What it counts for where a column lacks a number.</summary>
    public ulong Gap { get; }

    private static double Weight(ulong bits) => (long)(bits & ((1UL << Bits) - 1)) - (1L << (Bits - 1));
}
