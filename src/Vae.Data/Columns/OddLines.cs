namespace Vae.Data.Columns;

/// <summary>Makes one error of those that several columns of numbers give for a text on the same line, as a second line of names or units does.</summary>
internal static class OddLines
{
    private const int MostShown = 5;
    private static readonly IEqualityComparer<TableError> Same = ReferenceEqualityComparer.Instance;

    /// <summary>The errors of a table, of which those about one line are one.</summary>
    /// <param name="layout">The columns of the table.</param>
    /// <param name="errors">All errors.</param>
    /// <param name="odd">Those of columns of numbers that hold texts, with what was found in the columns.</param>
    public static IReadOnlyList<TableError> Joined(ColumnLayout layout, List<TableError> errors, List<(FeatureField Feature, FieldCount Count, TableError Error)> odd)
    {
        var lines = odd.GroupBy(column => column.Count.First.Text).Where(line => line.Skip(1).Any() && !line.All(column => column.Count.Texts > 1 && TextNotes.IsMark(column.Count.FirstText))).ToDictionary(line => line.Key, line => line.ToArray());
        if (lines.Count == 0)
        {
            return errors;
        }

        var joined = lines.Values.ToDictionary(line => line[0].Error, line => Error(layout, line), Same);
        var others = lines.Values.SelectMany(line => line.Skip(1)).Select(column => column.Error).ToHashSet(Same);
        return [.. errors.Where(error => !others.Contains(error)).Select(error => joined.GetValueOrDefault(error, error))];
    }

    private static TableError Error(ColumnLayout layout, (FeatureField Feature, FieldCount Count, TableError Error)[] line)
    {
        var shown = string.Join(", ", line.Take(MostShown).Select(column => $"'{column.Count.FirstText}' in '{CellText.Excerpt(column.Feature.Name)}'"))
            + (line.Length > MostShown ? Invariant($" and {line.Length - MostShown} more") : "");
        var more = line.Max(column => column.Count.Texts + column.Count.Truths) - 1;
        var where = layout.Table.Unit == "line" && layout.Table is not Tables.JoinedTable ? Invariant($"leave the line out (CsvOptions.SkippedLines = {line[0].Count.First.Text})") : "leave it out where the rows are made";
        var names = layout.Names.All.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (layout.Names.AreThere && Array.TrueForAll(line, column => names.Contains(column.Count.FirstText)))
        {
            return new TableError(line[0].Feature.Field + 1, $"{layout.Table.At(line[0].Count.First.Text)}: found {shown}: names of columns, but in another order than above, as where a table was joined on whose columns stand otherwise; what is below is not to be read with what is above: part the file there, and give both.");
        }

        return new TableError(line[0].Feature.Field + 1, Invariant(
            $"{layout.Table.At(line[0].Count.First.Text)}: found {shown}, where numbers were wanted, as in nearly all other rows: so does a second line of names, of units or of types, or one of another table that was joined on; {where}{(more > 0 ? Invariant($", and up to {more} more that hold texts in these columns") : "")}, or correct it; where it holds the names, leave out what stands above it instead."));
    }
}
