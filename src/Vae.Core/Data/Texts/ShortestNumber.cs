using System.Globalization;

namespace Vae.Core.Data.Texts;

/// <summary>64-bit floats that read as short as the 32-bit floats they are made of: 0.1f is 0.1, not 0.10000000149011612.</summary>
internal static class ShortestNumber
{
    private const int Digits = 7;
    private const int MostDecimals = 15;

    /// <summary>The number that a float's shortest text is.</summary>
    public static double Of(float value) => float.IsFinite(value) ? double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;

    /// <summary>origin + relative, rounded to the digits that the relative part has.</summary>
    public static double Of(double origin, float relative)
    {
        if (origin == 0 || !float.IsFinite(relative))
        {
            return Of(relative);
        }

        double magnitude = Math.Max(Math.Abs((double)relative), 1e-12);
        int decimals = Digits - 1 - (int)Math.Floor(Math.Log10(magnitude));
        return decimals > MostDecimals || decimals < 0 ? origin + relative : Math.Round(origin + relative, decimals);
    }
}
