using System.Collections.Immutable;

namespace Vae.Core.Statistics;

/// <summary>
/// Training rows that a model keeps to compare others with, and the units that make distances from them and a whitened distance comparable: the
/// median of each over training rows.
/// </summary>
internal sealed class ReferenceRows
{
    // Of fewer rows the second nearest says where they lie, and not how dense they are.
    private const int FewestCoarse = 16;

    /// <param name="rows">Scaled, row-major [m, D]; at least one row.</param>
    /// <param name="width">D.</param>
    /// <param name="whitenedUnit">Median whitened distance; finite and above 0.</param>
    /// <param name="distanceUnit">Median squared distance to the counted neighbour; finite and above 0.</param>
    public ReferenceRows(float[] rows, int width, float whitenedUnit, float distanceUnit)
        : this(rows, width, whitenedUnit, [new ReferenceScale(1, distanceUnit)])
    {
    }

    /// <param name="rows">Scaled, row-major [m, D]; at least one row.</param>
    /// <param name="width">D.</param>
    /// <param name="whitenedUnit">Median whitened distance; finite and above 0.</param>
    /// <param name="scales">Of all references, and perhaps of some.</param>
    public ReferenceRows(float[] rows, int width, float whitenedUnit, ImmutableArray<ReferenceScale> scales)
    {
        if (rows.Length < width || rows.Length % width != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} numbers are no whole number of reference rows of {width}; at least one row is needed."));
        }

        Rows = rows;
        Width = width;
        WhitenedUnit = Checked(whitenedUnit);
        Scales = scales;
        foreach (var scale in scales)
        {
            Checked(scale.Unit);
        }
    }

    /// <summary>Scaled rows, row-major [m, D].</summary>
    public float[] Rows { get; }

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>m.</summary>
    public int Count => Rows.Length / Width;

    /// <summary>What a whitened distance is divided by.</summary>
    public float WhitenedUnit { get; }

    /// <summary>All references first, then those of the coarse scale where there is one. A row's distance is the sum over them.</summary>
    public ImmutableArray<ReferenceScale> Scales { get; }

    /// <summary>What an excess of 1, squared, adds to the distance.</summary>
    public float WeightOfSquare => Scales.Sum(scale => 1 / scale.Unit);

    /// <summary>The same units over other rows.</summary>
    public ReferenceRows With(float[] rows) => new(rows, Width, WhitenedUnit, Scales);

    /// <summary>The rows of a scale, row-major.</summary>
    public float[] RowsOf(ReferenceScale scale) => Every(Rows, Width, scale.Every);

    /// <summary>Every so many-th of rows, the first among them; the same array where that is all of them.</summary>
    public static float[] Every(float[] rows, int width, int every)
    {
        if (every == 1)
        {
            return rows;
        }

        var some = new float[CountOf(rows.Length / width, every) * width];
        for (var at = 0; at < some.Length; at += width)
        {
            rows.AsSpan(at * every, width).CopyTo(some.AsSpan(at));
        }

        return some;
    }

    /// <summary>How many rows every so many-th is.</summary>
    public static int CountOf(int rows, int every) => (rows + every - 1) / every;

    /// <summary>Every so many-th row of how many the coarse scale has: as asked, or more of them where that would be fewer than 16; 0 where there is none.</summary>
    /// <param name="rows">All references.</param>
    /// <param name="wanted">What the options say; 0 for none.</param>
    public static int Coarse(int rows, int wanted) => Math.Min(wanted, rows / FewestCoarse) is var every and > 1 ? every : 0;

    private static float Checked(float unit) => float.IsFinite(unit) && unit > 0
        ? unit
        : throw new ArgumentException(Invariant($"The unit of a distance is {unit} but must be finite and above 0."));
}
