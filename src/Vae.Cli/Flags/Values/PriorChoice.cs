using System.Globalization;
using Vae.Core.Objectives;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of <c>--prior</c>: <c>normal</c>, or Gaussians on a circle, such as <c>circle10</c> or <c>circle10:4:0.5</c>.</summary>
internal static class PriorChoice
{
    private const string Circle = "circle";

    public static Prior? Parse(string text)
    {
        if (text.Equals("normal", StringComparison.OrdinalIgnoreCase))
        {
            return Prior.StandardNormal();
        }

        var parts = text.Split(':');
        if (parts.Length is 1 or 3
            && parts[0].StartsWith(Circle, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(parts[0].AsSpan(Circle.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var components))
        {
            var (radius, sigma) = (4f, 0.5f);
            if (parts.Length == 1 || (TryNumber(parts[1], out radius) && TryNumber(parts[2], out sigma)))
            {
                try
                {
                    return Prior.Circle(components, radius, sigma);
                }
                catch (ArgumentException exception)
                {
                    throw new FormatException($"'{text}' is no prior: {exception.Message}", exception);
                }
            }
        }

        throw new FormatException($"'{text}' is no prior; give normal, circle and a number of Gaussians, such as circle10, or that with radius and sigma, such as circle10:4:0.5");
    }

    private static bool TryNumber(string text, out float number) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
