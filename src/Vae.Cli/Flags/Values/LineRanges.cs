using System.Globalization;
using Vae.Data.Options;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of a flag that takes numbers of lines, such as <c>1-3,102</c>.</summary>
internal static class LineRanges
{
    /// <exception cref="FormatException">The text is no such list; the message continues "--flag ".</exception>
    public static IReadOnlyList<LineRange> Parse(string text)
    {
        var ranges = new List<LineRange>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || last < first)
            {
                throw new FormatException($"'{text}' is no list of lines, which are numbered from 1; give some between commas, such as 2 or 1-3,102");
            }

            ranges.Add(new LineRange(first, last));
        }

        return ranges;
    }

    private static bool TryParse(string text, out long line) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out line) && line > 0;
}
