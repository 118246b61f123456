using System.Globalization;
using Vae.Core.Objectives;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of <c>--corruption</c>: a kind and its amount, such as <c>gaussian:0.3</c>.</summary>
internal static class CorruptionChoice
{
    public static Corruption? Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 2 && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            switch (parts[0].ToUpperInvariant())
            {
                case "GAUSSIAN":
                    return Corruption.Gaussian(amount);
                case "MASKING":
                    return Corruption.Masking(amount);
                case "SALT-PEPPER":
                    return Corruption.SaltAndPepper(amount);
            }
        }

        throw new FormatException($"'{text}' is no corruption; give gaussian, masking or salt-pepper, a colon and a number, such as gaussian:0.3");
    }
}
