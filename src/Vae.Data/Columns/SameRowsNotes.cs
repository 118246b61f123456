namespace Vae.Data.Columns;

/// <summary>Tells of columns that are others in another unit or under other names.</summary>
internal static class SameRowsNotes
{
    private const int MostPairs = 5;
    private const int FewestOthers = 8;
    private const double Near = 1e-5;

    /// <summary>Tells that columns of numbers are others scaled and shifted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns, no two of which hold the same in every row.</param>
    public static DataWarning? Scaled(string path, IEnumerable<(string Name, FieldCount Count)> columns)
    {
        var order = columns.Select((column, at) => (column.Name, column.Count, At: at)).Where(column => column.Count is { Texts: 0, Truths: 0, Infinities: 0 } count && MayTell(count) && !double.IsNaN(count.Scale.Order)).OrderBy(column => column.Count.Scale.Order).ToArray();
        var pairs = new List<string>();
        string? first = null;
        var known = new HashSet<int>();
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && order[j].Count.Scale.Order - order[i].Count.Scale.Order < Near && !known.Contains(i); j++)
            {
                // The later in the file is told of by the earlier.
                var (of, by) = order[i].At < order[j].At ? (order[j], order[i]) : (order[i], order[j]);
                if (!known.Contains(j) && of.Count.Scale.From(by.Count.Scale) is var (factor, shift))
                {
                    known.Add(j);
                    first ??= of.Name;
                    pairs.Add(Invariant($"'{CellText.Excerpt(of.Name)}' is '{CellText.Excerpt(by.Name)}' times {factor:G6}") + Shift(shift, of.Count));
                }
            }
        }

        return pairs.Count == 0 ? null : new DataWarning("scaled-columns", first, Invariant(
            $"'{path}': {TableNotes.Few(pairs, MostPairs)}, in every row, so that what they say counts twice; keep one of them (TableOptions.IgnoredColumns)."));
    }

    /// <summary>Tells that columns of names are others under other names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns, no two of which hold the same in every row.</param>
    public static DataWarning? Renamed(string path, IEnumerable<(string Name, FieldCount Count)> columns)
    {
        string[][] groups =
        [
            .. columns.Where(column => MayTell(column.Count) && 2 * column.Count.Order.Different <= column.Count.Present && column.Count.Order.IsWhole)
                .GroupBy(column => (column.Count.Order.Print, column.Count.Order.Different))
                .Where(group => group.Skip(1).Any() && group.Any(column => column.Count.Levels.Count > 0))
                .Select(group => group.Select(column => $"'{CellText.Excerpt(column.Name)}'").ToArray()),
        ];
        return groups.Length == 0 ? null : new DataWarning("renamed-columns", groups[0][1].Trim('\''), Invariant(
            $"'{path}': {string.Join("; ", groups.Take(MostPairs).Select(group => string.Join(" and ", group.Take(MostPairs))))}{(groups.Length > MostPairs ? Invariant($"; and {groups.Length - MostPairs} more such groups") : "")} say the same by other names: to each value of one always belongs the same of the other, so that it counts twice; keep one of them (TableOptions.IgnoredColumns)."));
    }

    // A value that a few rows have may stand in the same few by chance.
    private static bool MayTell(FieldCount count) => count.Order.Others >= FewestOthers && (count.Order.Different > 2 || count.Present - count.Order.Others >= FewestOthers);

    private static string Shift(double shift, FieldCount count) =>
        Math.Abs(shift) <= 1e-6 * Math.Max(Math.Abs(count.Range.Minimum), Math.Abs(count.Range.Maximum)) ? "" : Invariant($" {(shift < 0 ? "minus" : "plus")} {Math.Abs(shift):G6}");
}
