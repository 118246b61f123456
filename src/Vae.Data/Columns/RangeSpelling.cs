using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>Tells whether the texts of a column are ranges of numbers, as 10-20, which have an order that names have not.</summary>
internal static partial class RangeSpelling
{
    private const double Half = 0.5;

    /// <summary>A range that the column holds, the most frequent one; null where its texts are none.</summary>
    /// <param name="levels">The texts, and how often each occurs, the most frequent first.</param>
    /// <param name="present">Values of the column.</param>
    public static string? Of(ImmutableArray<(string Level, long Count)> levels, long present)
    {
        var ranges = levels.Where(level => IsRange(level.Level)).ToArray();
        return ranges.Length >= 2 && ranges.Sum(level => level.Count) >= Half * present
            && levels.Where(level => IsRange(level.Level) || BoundPattern().IsMatch(level.Level)).Sum(level => level.Count) >= TextNotes.NearlyAll * present
            ? ranges[0].Level
            : null;
    }

    /// <summary>Whether a text is a range. Zeros before a number are those of codes: 00-950 is a place in Poland.</summary>
    public static bool IsRange(string text) =>
        RangePattern().Match(text) is { Success: true } match && TryRead(match.Groups[1].Value, out var low) && TryRead(match.Groups[2].Value, out var high) && low < high;

    private static bool TryRead(string text, out double number)
    {
        number = 0;
        var digits = text.Replace(",", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        return (digits.TrimStart('+', '-') is not ['0', >= '0' and <= '9', ..]) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^[\[(]?\s*(?:\p{Sc}\s*)?([+-]?\d[\d.,']*)\s*[kKmM%]?\s*(?:-|\u2013|\u2014|\u2212|~|\.{2,3}|\u2026|\bto\b|\bbis\b|\bund\b|\band\b|\u00E0|(?<=^[\[(].*)[,;])\s*(?:\p{Sc}\s*)?([+-]?\d[\d.,']*)\s*[kKmM%]?\s*[\])]?(?:\s+[\p{L}\u00B0\u00B5]{1,8})?$", RegexOptions.IgnoreCase)]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"^(?:[<>\u2264\u2265]=?|under|over|below|above|unter|\u00FCber|up to|bis|ab|from|more than|less than)\s*\p{Sc}?\s*\d[\d.,']*[kKmM%]?(?:\s*\p{L}{1,8})?$|^\p{Sc}?\d[\d.,']*\s*[kKmM%]?\s*(?:\+|and (?:over|above|more|older)|or (?:more|over|older)|und mehr|years?)(?:\s*\p{L}{1,8})?$|^0$", RegexOptions.IgnoreCase)]
    private static partial Regex BoundPattern();
}
