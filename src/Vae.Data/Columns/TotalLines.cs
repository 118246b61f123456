using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>Finds lines that sum up others, which are rows like them to whoever reads on.</summary>
internal static partial class TotalLines
{
    private const int FewestRows = 10;
    private const int FewestFigures = 2;
    private const double Most = 0.1;

    /// <summary>What to say of a column of names; null where no line of it sums up others.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="levels">Its texts, and how often each occurs.</param>
    /// <param name="present">Values of the column.</param>
    /// <param name="orSo">Another way to leave the line out than where the file is made, with a blank before it; or nothing.</param>
    public static string? Of(string column, ImmutableArray<(string Level, long Count)> levels, long present, string orSo)
    {
        var (level, count) = levels.FirstOrDefault(level => level.Count <= Most * present && Pattern().IsMatch(level.Level));
        if (present >= FewestRows && levels.Where(level => level.Count == 1 && FigurePattern().IsMatch(level.Level)).Select(level => level.Level).ToArray() is { Length: >= FewestFigures } figures)
        {
            return FormattableString.Invariant($"'{CellText.Excerpt(column)}' holds '{CellText.Excerpt(figures[0])}' and '{CellText.Excerpt(figures[1])}', each in one row, as lines of figures about the others do; if they are such, leave them out where the rows are made{orSo.Replace("its number", "their numbers", StringComparison.Ordinal)}, for they are learned as rows like the others.");
        }

        var names = levels.Select(level => level.Level).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (levels.Where(level => OfOnePattern().Match(level.Level) is { Success: true } match && names.Contains(match.Groups[1].Value)).ToArray() is { Length: >= FewestFigures } ofOne)
        {
            return FormattableString.Invariant($"'{CellText.Excerpt(column)}' holds '{CellText.Excerpt(ofOne[0].Level)}' and '{CellText.Excerpt(ofOne[1].Level)}' beside the names that they begin with, as lines that sum up others do; if they are such, leave them out where the rows are made{orSo.Replace("its number", "their numbers", StringComparison.Ordinal)}, for they are learned as rows like the others.");
        }

        return count == 0 || present < FewestRows
            ? null
            : FormattableString.Invariant(
                $"'{CellText.Excerpt(column)}' holds '{CellText.Excerpt(level)}' in {count} of {present} rows, as a line that sums up others does; if it is one, leave it out where the rows are made{orSo}, for it is learned as a row like the others.");
    }

    [GeneratedRegex(@"^\s*(((grand|sub)[ -]?)?totals?|sum|summe|gesamt|insgesamt|gesamtsumme|zwischensumme|totale|suma total|total g[e\u00E9]n[e\u00E9]ral)\s*([:(].*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    // As pivot tables write them.
    [GeneratedRegex(@"^(.*\S)\s+(sub)?(total|sum|summe|gesamt|ergebnis)\s*:?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfOnePattern();

    [GeneratedRegex(@"^\s*(mean|average|avg|std|sd|stdev|min|max|minimum|maximum|median|count|mittelwert|mw|stabw|25%|50%|75%)\.?\s*:?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FigurePattern();
}
