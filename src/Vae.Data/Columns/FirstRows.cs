namespace Vae.Data.Columns;

/// <summary>The numbers of the first rows, in which columns are compared that no print of a whole column makes alike: those that are the same but for gaps.</summary>
/// <param name="columns">Columns that hold features.</param>
internal sealed class FirstRows(int columns)
{
    private const int MostRows = 512;
    private const int MostColumns = 256;
    private const int FewestRows = 20;
    private const int FewestOthers = 8;
    private const int MostTold = 5;

    private readonly List<double[]> rows = [];

    /// <summary>Whether more rows are looked at.</summary>
    public bool WantsMore => rows.Count < MostRows && columns <= MostColumns;

    /// <summary>What was kept.</summary>
    public IReadOnlyList<double[]> Rows => rows;

    /// <summary>Keeps a row: one number a column, NaN where there is none.</summary>
    public void Add(double[] row) => rows.Add(row);

    /// <summary>Tells of columns that are the same wherever both hold a value, where one of them has gaps that the other has not.</summary>
    public DataWarning? Note(ColumnLayout layout)
    {
        if (rows.Count < FewestRows)
        {
            return null;
        }

        int[] withGaps = [.. Enumerable.Range(0, columns).Where(column => layout.Features[column].Date is null && rows.Exists(row => double.IsNaN(row[column])))];
        var pairs = new List<string>();
        string? first = null;
        foreach (var one in withGaps)
        {
            foreach (var two in Enumerable.Range(0, columns).Where(two => two != one && layout.Features[two].Date is null && (two > one || !withGaps.Contains(two)) && AreAlike(one, two)))
            {
                var (earlier, later) = (Math.Min(one, two), Math.Max(one, two));
                first ??= layout.Features[later].Name;
                pairs.Add($"'{CellText.Excerpt(layout.Features[earlier].Name)}' and '{CellText.Excerpt(layout.Features[later].Name)}'");
            }
        }

        return pairs.Count == 0 ? null : new DataWarning("same-columns", first, Invariant(
            $"'{layout.Table.Path}': {TableNotes.Few(pairs, MostTold, " pairs")} hold the same value in each of the first {rows.Count} rows in which both hold one, so that it counts twice; make one column of them where the table is made, or keep one of them (TableOptions.IgnoredColumns)."));
    }

    // The same in enough rows, of which enough hold another value than the first; and not with the same gaps, which the prints of whole columns show.
    private bool AreAlike(int one, int two)
    {
        var (both, others, gaps) = (0, 0, 0);
        var known = double.NaN;
        foreach (var row in rows)
        {
            var (a, b) = (row[one], row[two]);
            if (double.IsNaN(a) || double.IsNaN(b))
            {
                gaps += double.IsNaN(a) == double.IsNaN(b) ? 0 : 1;
                continue;
            }

            if (a != b)
            {
                return false;
            }

            both++;
            known = double.IsNaN(known) ? a : known;
            others += a == known ? 0 : 1;
        }

        return gaps > 0 && both >= FewestRows && others >= FewestOthers;
    }
}
