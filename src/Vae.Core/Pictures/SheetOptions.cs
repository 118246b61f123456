namespace Vae.Core.Pictures;

/// <summary>How rows become one picture.</summary>
public sealed record SheetOptions
{
    /// <summary>Tiles in a line; 1 or more. <see langword="null"/> (default): the square root of their number, rounded up, so 10 for 100 rows.</summary>
    public int? Columns { get; init; }

    /// <summary>Pixels between tiles and around them; 0 to 1024, default 2.</summary>
    public int Margin { get; init; } = 2;

    /// <summary>
    /// Pixels a side that each pixel of a row becomes; 1 to 256. <see langword="null"/> (default): the smallest number that makes a tile's longer side 48 or more.
    /// </summary>
    public int? Zoom { get; init; }

    /// <summary>The value that is black, 0; smaller ones are too. <see langword="null"/> (default): the smallest on the sheet.</summary>
    public float? Low { get; init; }

    /// <summary>The value that is white, 255; larger ones are too. <see langword="null"/> (default): the largest on the sheet.</summary>
    public float? High { get; init; }

    /// <summary>Grey level of margins, empty places, and values that are NaN. Default 64.</summary>
    public byte Background { get; init; } = 64;

    internal void Validate()
    {
        Require.InRange(Columns ?? 1, 1, int.MaxValue, "Sheet.Columns");
        Require.InRange(Margin, 0, 1024, "Sheet.Margin");
        Require.InRange(Zoom ?? 1, 1, 256, "Sheet.Zoom");
        Require.InRange(Low ?? 0, float.MinValue, float.MaxValue, "Sheet.Low");
        Require.InRange(High ?? 0, float.MinValue, float.MaxValue, "Sheet.High");
        if (Low >= High)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Sheet.Low, which is black, is {Low} but must be below Sheet.High, which is white and is {High}; choose two such values."));
        }
    }
}
