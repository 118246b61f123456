namespace Vae.Data.Columns;

/// <summary>What columns give reason to tell of that no one of them shows by itself.</summary>
internal static class TableNotes
{
    private const int MostNames = 5;
    private const int MostOfOneKind = 5;
    private const int MostListed = 20;
    private const int FewestGrouped = 10;

    /// <summary>Tells that columns hold the same in every row, and that the last row sums up those above it.</summary>
    /// <param name="layout">The columns of the table.</param>
    /// <param name="survey">What was found in those that hold features.</param>
    /// <param name="told">What was told of single ones.</param>
    public static IEnumerable<DataWarning> Of(ColumnLayout layout, TableSurvey survey, IReadOnlyList<DataWarning> told)
    {
        var counts = survey.Counts;
        var columns = layout.Features.Zip(counts, (feature, count) => (Feature: feature, Count: count)).Where(column => column.Feature.Date is null).ToArray();

        var garbled = columns.Where(column => TextNotes.IsGarbled(column.Feature.Name)).ToArray();
        if (garbled.Length > 0)
        {
            yield return new DataWarning("garbled", garbled[0].Feature.Name, Invariant(
                $"'{layout.Table.Path}': the letters of the name '{CellText.Excerpt(garbled[0].Feature.Name)}'{(garbled.Length > 1 ? Invariant($" and of {garbled.Length - 1} more") : "")} seem to have been read in another encoding than they were written in; save the table anew, or columns whose names are right will not be found."));
        }

        foreach (var warning in LineNotes.Of(layout, survey))
        {
            yield return warning;
        }

        // A constant is the same as any other of its value, and says nothing.
        var same = columns.Where(column => column.Count.Present > 0 && IsVaried(column.Count)).GroupBy(column => column.Count.Print).Where(group => group.Skip(1).Any()).Select(group => group.Select(column => column.Feature.Name).ToArray()).ToArray();
        if (same.Length > 0)
        {
            var groups = string.Join("; ", same.Take(MostNames).Select(names => Shown(names) + (names.Length > 2 ? " all" : "")));
            yield return new DataWarning("same-columns", same[0][1], Invariant(
                $"'{layout.Table.Path}': {groups}{(same.Length > MostNames ? Invariant($"; and {same.Length - MostNames} more such groups") : "")} hold the same value in every row, which counts as often as it is there; keep one of them (TableOptions.IgnoredColumns)."));
        }

        // What rises, or names rows, is told of as that.
        var doubtful = told.Where(warning => warning.Code is "counter" or "rises" or "names-rows").Select(warning => warning.Column).ToHashSet();
        var different = columns.Where(column => IsVaried(column.Count) && !doubtful.Contains(column.Feature.Name)).DistinctBy(column => column.Count.Print).Select(column => (column.Feature.Name, column.Count)).ToArray();
        var changed = survey.Scales.Note(layout) ?? survey.Steps.Note(layout);
        foreach (var warning in new[] { SameRowsNotes.Scaled(layout.Table.Path, different), SameRowsNotes.Renamed(layout.Table.Path, different), SumNotes.Of(layout.Table.Path, different), survey.First.Note(layout), survey.Repeats.Note(layout, survey), changed }.OfType<DataWarning>())
        {
            yield return warning;
        }

        var doubted = told.Select(warning => warning.Column).ToHashSet();
        foreach (var (feature, count) in changed is null ? columns.Where(column => column.Count.Numbers == column.Count.Present && !doubted.Contains(column.Feature.Name)) : [])
        {
            if (TwoScalesOf(feature.Name, count) is { } warning)
            {
                yield return warning;
            }
        }

        if (RoleNotes.LongForm(layout, counts, told.Where(warning => warning.Code is "counter" or "rises" or "names-rows" or "dates").Select(warning => warning.Column).ToHashSet()) is { } longForm)
        {
            yield return longForm;
        }

        if (Thousands(layout, columns, told) is { } thousands)
        {
            yield return thousands;
        }

        var totals = columns.Where(column => column.Count.LastTotal is not null).ToArray();
        if (totals.Length > 0 && !told.Any(warning => warning.Code == "totals"))
        {
            yield return new DataWarning("totals", totals[0].Feature.Name, Invariant(
                $"'{layout.Table.Path}': the last row holds the sum of all rows above it in {Shown([.. totals.Select(column => column.Feature.Name)])} ({totals[0].Count.LastTotal:G6}), as a line that sums up others does; leave it out where the rows are made{(layout.Table.Unit == "line" ? " or by its number (CsvOptions.SkippedLines)" : "")}, for it is learned as a row like the others."));
        }
    }

    /// <summary>Tells of numbers in two groups of which one is spread as the other times a power of ten, or as degrees Fahrenheit beside Celsius; null where they are not.</summary>
    /// <param name="name">The column.</param>
    /// <param name="count">What was found in it.</param>
    public static DataWarning? TwoScalesOf(string name, FieldCount count) =>
        count.TwoGroups is { } groups ? new DataWarning("two-scales", name, Invariant(
            $"'{CellText.Excerpt(name)}' holds numbers up to {groups.Below} in {groups.RowsBelow} rows and from {groups.Above} on in {groups.RowsAbove}, none between, and the ones are spread as the others times {groups.Factor}, as where some are in another unit or lost their decimal point; write all of them alike where the table is made, if that is so."))
        : count.TwoDegrees is { } degrees ? new DataWarning("two-scales", name, Invariant(
            $"'{CellText.Excerpt(name)}' holds numbers up to {degrees.Below} in {degrees.RowsBelow} rows and from {degrees.Above} on in {degrees.RowsAbove}, none between, and the ones are spread as the others are in degrees Fahrenheit where those are in degrees Celsius; write all of them alike where the table is made, if that is so."))
        : null;

    /// <summary>The warnings of single columns, of one kind no more than a few, and of the other columns one for all.</summary>
    public static IEnumerable<DataWarning> Grouped(IReadOnlyList<DataWarning> warnings)
    {
        var known = warnings.GroupBy(warning => warning.Code).ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var warning in warnings)
        {
            var alike = known[warning.Code];
            var at = Array.IndexOf(alike, warning);
            if (at < MostOfOneKind || alike.Length == MostOfOneKind + 1)
            {
                yield return warning;
            }
            else if (at == MostOfOneKind)
            {
                yield return new DataWarning(warning.Code, null, Invariant($"The same ({warning.Code}) is to be said of {alike.Length - at} more columns: {Listed([.. alike.Skip(at).Select(other => other.Column ?? "")])}."));
            }
        }
    }

    // Where semicolons part the fields a comma is the decimal one, and a point before three digits parts thousands, unless another number shows that it does not.
    private static DataWarning? Thousands(ColumnLayout layout, (FeatureField Feature, FieldCount Count)[] columns, IReadOnlyList<DataWarning> told)
    {
        var grouped = columns.Where(column => column.Count.Grouped > 0).ToArray();
        return grouped.Length == 0 || !layout.Table.HasSemicolons || told.Any(warning => warning.Code == "thousands") || grouped.Sum(column => column.Count.Grouped) < FewestGrouped
            || columns.Any(column => column.Count.HasPoint) ? null
            : new DataWarning("thousands", grouped[0].Feature.Name, Invariant(
                $"'{layout.Table.Path}': the only points are those before the last three digits of numbers in {Shown([.. grouped.Select(column => column.Feature.Name)])}, such as {grouped[0].Count.FirstGrouped}, and semicolons part the fields, as where a point separates thousands; they are read as fractions: if they are thousands, write them without it."));
    }

    /// <summary>The first of what is told of, and how many more there are.</summary>
    /// <param name="told">Parts of a sentence.</param>
    /// <param name="most">How many are shown.</param>
    /// <param name="what">What they are of, with a blank before it; nothing for the same as those that are shown.</param>
    public static string Few(IReadOnlyCollection<string> told, int most, string what = "") =>
        string.Join("; ", told.Take(most)) + (told.Count > most ? Invariant($"; and {told.Count - most} more such{what}") : "");

    private static bool IsVaried(FieldCount count) => count.DistinctNumbers.Doubles + count.Levels.Count > 1;

    private static string Shown(string[] names) =>
        string.Join(" and ", names.Take(MostNames).Select(name => $"'{CellText.Excerpt(name)}'")) + (names.Length > MostNames ? Invariant($" and {names.Length - MostNames} more") : "");

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(MostListed).Select(name => $"'{CellText.Excerpt(name)}'")) + (names.Length > MostListed ? Invariant($" and {names.Length - MostListed} more") : "");
}
