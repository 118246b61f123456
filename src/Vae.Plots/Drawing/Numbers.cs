using System.Globalization;

namespace Vae.Plots.Drawing;

/// <summary>Numbers as people read them, and what may not be drawn.</summary>
internal static class Numbers
{
    private const int LongestName = 32;

    /// <summary>A few digits, whatever the culture.</summary>
    public static string Short(double value) => Math.Abs(value) is >= 1e5 or < 1e-3 and > 0
        ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1e4 ? "0" : "G4", CultureInfo.InvariantCulture);

    /// <summary>As it stands at a tick: all of its digits, without what binary fractions add to them.</summary>
    public static string Tick(double value) => (value == 0 ? 0 : value).ToString("G7", CultureInfo.InvariantCulture);

    /// <summary>With separators.</summary>
    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent, with two digits or so.</summary>
    public static string Percent(double share) => (100 * share).ToString(share is >= 0.1 or 0 ? "0" : "0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A text that does not fill the picture.</summary>
    public static string Cut(string text, int longest = LongestName)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > longest ? line[..(longest - 1)] + "…" : line;
    }

    /// <summary>Ticks of a logarithmic axis: 1, 2 and 5 of each decade, or decades alone where they are many. Places are decimal logarithms.</summary>
    public static (double[] Places, string[] Names) LogarithmicTicks(double low, double high)
    {
        int[] digits = high - low > 3 ? [1] : high - low > 1.2 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8];
        var places = new List<double>();
        var step = Math.Max(1, (int)Math.Ceiling((high - low) / 8));
        for (var decade = (int)Math.Floor(low); decade <= high; decade += digits.Length > 1 ? 1 : step)
        {
            places.AddRange(digits.Select(digit => decade + Math.Log10(digit)).Where(place => place >= low - 1e-9 && place <= high + 1e-9));
        }

        return ([.. places], [.. places.Select(place => Short(Math.Pow(10, place)))]);
    }
}
