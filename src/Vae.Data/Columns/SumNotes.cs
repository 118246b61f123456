namespace Vae.Data.Columns;

/// <summary>Tells of columns that hold in every row the sum of others, as a column of totals does.</summary>
internal static class SumNotes
{
    private const int MostTold = 5;
    private const int MostColumns = 512;
    private const int MostInPairs = 256;
    private const int FewestDifferent = 10;

    /// <param name="path">The file.</param>
    /// <param name="columns">Columns in their order, no two of which hold the same in every row.</param>
    public static DataWarning? Of(string path, IEnumerable<(string Name, FieldCount Count)> columns)
    {
        var all = columns.Where(column => column.Count is { Texts: 0, Truths: 0, Infinities: 0 } count && count.DistinctNumbers.Doubles >= FewestDifferent).Take(MostColumns + 1).ToArray();
        if (all.Length is < 3 or > MostColumns)
        {
            return null;
        }

        var prints = Array.ConvertAll(all, column => column.Count.Scale);
        var told = new List<string>();
        string? first = null;
        var known = new HashSet<int>();
        foreach (var (total, parts) in Runs(prints).Concat(all.Length <= MostInPairs ? Pairs(prints) : []))
        {
            // One of three that belong together is told of once.
            if (!known.Overlaps([total, .. parts]))
            {
                known.UnionWith([total, .. parts]);
                first ??= all[total].Name;
                told.Add($"'{CellText.Excerpt(all[total].Name)}' is the sum of {Shown([.. parts.Select(part => all[part].Name)])}");
            }
        }

        return told.Count == 0 ? null : new DataWarning("sum-columns", first, Invariant(
            $"'{path}': {TableNotes.Few(told, MostTold)}, in every row, so that what they say counts twice; leave the sum out (TableOptions.IgnoredColumns), unless it is rows in which it is wrong that are looked for."));
    }

    // A total stands behind what it sums up, or before it.
    private static IEnumerable<(int Total, int[] Parts)> Runs(ScalePrint[] prints)
    {
        for (var total = 0; total < prints.Length; total++)
        {
            foreach (var step in new[] { -1, 1 })
            {
                var first = total + step;
                if (first < 0 || first >= prints.Length)
                {
                    continue;
                }

                var sum = prints[first];
                for (var last = first + step; last >= 0 && last < prints.Length; last += step)
                {
                    sum = sum.Plus(prints[last]);
                    if (sum.Is(prints[total]))
                    {
                        yield return (total, [.. Enumerable.Range(Math.Min(first, last), Math.Abs(last - first) + 1)]);
                    }
                }
            }
        }
    }

    private static IEnumerable<(int Total, int[] Parts)> Pairs(ScalePrint[] prints)
    {
        int[] order = [.. Enumerable.Range(0, prints.Length).OrderBy(column => prints[column].Key.Sum)];
        double[] sums = [.. order.Select(column => prints[column].Key.Sum)];
        for (var one = 0; one < prints.Length; one++)
        {
            for (var two = one + 1; two < prints.Length; two++)
            {
                var both = prints[one].Plus(prints[two]);
                var (wanted, bound) = both.Key;
                var at = Array.BinarySearch(sums, wanted - bound);
                for (at = at < 0 ? ~at : at; at < sums.Length && sums[at] <= wanted + bound; at++)
                {
                    if (order[at] != one && order[at] != two && both.Is(prints[order[at]]))
                    {
                        yield return (order[at], [one, two]);
                    }
                }
            }
        }
    }

    private static string Shown(string[] names) => names.Length <= MostTold
        ? string.Join(", ", names[..^1].Select(name => $"'{CellText.Excerpt(name)}'")) + $" and '{CellText.Excerpt(names[^1])}'"
        : Invariant($"the {names.Length} columns from '{CellText.Excerpt(names[0])}' to '{CellText.Excerpt(names[^1])}'");
}
