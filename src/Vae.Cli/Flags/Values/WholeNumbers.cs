using System.Globalization;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of a flag that takes whole numbers from 0, such as <c>3,17</c>.</summary>
internal static class WholeNumbers
{
    public static int[]? Parse(string text)
    {
        var parts = text.Split(',');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new FormatException($"'{text}' is no list of whole numbers from 0; give some between commas, such as 3,17");
            }
        }

        return numbers;
    }
}
