using System.Collections.Immutable;
using System.Globalization;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of <c>--hidden</c> and <c>--channels</c>: sizes of layers such as <c>64,32</c>, or <c>none</c> where there may be none.</summary>
internal static class LayerWidths
{
    public static ImmutableArray<int>? Parse(string text, bool mayBeNone)
    {
        if (mayBeNone && string.Equals(text, "none", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var widths = ImmutableArray.CreateBuilder<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var width))
            {
                throw new FormatException($"'{text}' is no list of layer widths; give whole numbers between commas, such as 64,32{(mayBeNone ? ", or none" : "")}");
            }

            widths.Add(width);
        }

        return widths.ToImmutable();
    }
}
