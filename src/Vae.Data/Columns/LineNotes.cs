namespace Vae.Data.Columns;

/// <summary>What single lines give reason to tell of: a second line of names in a table of names, and lines that hold one text alone, as remarks and ends of listings are.</summary>
internal static class LineNotes
{
    private const int FewestColumns = 2;
    private const int FewestLevels = 3;
    private const int FewestCopies = 5;
    private const int MostShown = 3;

    /// <summary>What is said of them.</summary>
    /// <param name="layout">The columns of the table.</param>
    /// <param name="survey">What was found in those that hold features.</param>
    public static IEnumerable<DataWarning> Of(ColumnLayout layout, TableSurvey survey)
    {
        var columns = layout.Features.Zip(survey.Counts, (feature, count) => (feature.Name, Count: count)).ToArray();
        if (columns.Length >= FewestColumns && layout.Table.Unit == "line" && columns.All(column => IsAlone(column.Count, columns[0].Count.FirstPresent)))
        {
            var at = columns[0].Count.FirstPresent;
            var shown = string.Join(", ", columns.Take(MostShown).Select(column => $"'{column.Count.FirstText}' in '{CellText.Excerpt(column.Name)}'"));
            yield return new DataWarning("second-names", columns[0].Name, Invariant(
                $"{layout.Table.At(at)}: found {shown}{(columns.Length > MostShown ? Invariant($" and {columns.Length - MostShown} more") : "")}, none of which comes again below, where all other texts do: so does a second line of names, of types or of questions, which is learned as a row like the others; if it is one, leave it out (CsvOptions.SkippedLines = {at})."));
        }

        if (survey.Lonely is { Rows: > 0 } lonely && lonely.Found.TrueForAll(found => (columns.Length > FewestColumns || IsRemark(found.Text)) && IsOnce(columns[found.Column].Count, found.Text)))
        {
            var (place, column, text) = lonely.Found[0];
            yield return new DataWarning("lone-text", columns[column].Name, Invariant(
                $"{layout.Table.At(place)}: found '{CellText.Excerpt(text)}' in '{CellText.Excerpt(columns[column].Name)}' and nothing in the other columns{(lonely.Rows > 1 ? Invariant($", as in {lonely.Rows} rows, each with a text of its own") : "")}, as remarks and the ends of listings stand in a table; it is learned as a row like the others: leave it out where the rows are made{(layout.Table.Unit == "line" ? Invariant($", or by its number (CsvOptions.SkippedLines = {place})") : "")}."));
        }
    }

    // The first text stands in the first row, and nowhere else, and all others come again often.
    private static bool IsAlone(FieldCount count, long first)
    {
        if (count.Present == 0 || count.Texts + count.Truths != count.Present || count.FullAt > 0 || count.FirstPresent != first || count.First.Text != first || count.Levels.Count < FewestLevels || count.Present < (long)FewestCopies * count.Levels.Count)
        {
            return false;
        }

        return IsOnce(count, count.FirstText) && count.Levels.LevelsOrNone().Count(level => level.Count == 1) <= 2; // Qualtrics writes questions and ids
    }

    // Of two columns a name may well stand beside a gap, but not a sentence.
    private static bool IsRemark(string text) => text.Any(character => char.IsWhiteSpace(character) || character is '#' or ':' or '(' or '=');

    private static bool IsOnce(FieldCount count, string text) => count.FullAt == 0 && count.Levels.LevelsOrNone().Any(level => level.Count == 1 && CellText.Excerpt(level.Level) == CellText.Excerpt(text));
}
