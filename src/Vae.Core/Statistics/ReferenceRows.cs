namespace Vae.Core.Statistics;

/// <summary>
/// Training rows that a model keeps to compare others with, and the units that make a distance from them and a whitened distance comparable: the
/// median of each over training rows.
/// </summary>
internal sealed class ReferenceRows
{
    /// <param name="rows">Scaled, row-major [m, D]; at least one row.</param>
    /// <param name="width">D.</param>
    /// <param name="whitenedUnit">Median whitened distance; finite and above 0.</param>
    /// <param name="distanceUnit">Median squared distance to the counted neighbour; finite and above 0.</param>
    public ReferenceRows(float[] rows, int width, float whitenedUnit, float distanceUnit)
    {
        if (rows.Length < width || rows.Length % width != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} numbers are no whole number of reference rows of {width}; at least one row is needed."));
        }

        Rows = rows;
        Width = width;
        WhitenedUnit = Checked(whitenedUnit);
        DistanceUnit = Checked(distanceUnit);
    }

    /// <summary>Scaled rows, row-major [m, D].</summary>
    public float[] Rows { get; }

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>m.</summary>
    public int Count => Rows.Length / Width;

    /// <summary>What a whitened distance is divided by.</summary>
    public float WhitenedUnit { get; }

    /// <summary>What a squared distance is divided by.</summary>
    public float DistanceUnit { get; }

    /// <summary>Which neighbour counts where that many are asked for: no more than there are rows.</summary>
    public int Neighbour(int wanted) => Math.Min(wanted, Count);

    private static float Checked(float unit) => float.IsFinite(unit) && unit > 0
        ? unit
        : throw new ArgumentException(Invariant($"The unit of a distance is {unit} but must be finite and above 0."));
}
