using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Counts rows that repeat an earlier one in every column, as far as the memory for it goes.</summary>
internal sealed class RowRepeats
{
    private const int MostRows = 1 << 20;
    private const int FewestRows = 100;
    private const int FewestDifferent = 20;
    private const double LeastShare = 0.2;

    // Combinations of the columns' values, for each different row, from which on rows do not meet in one by chance.
    private const double LeastChance = 20;

    private readonly HashSet<ulong> known = [];
    private CellPrint print;
    private long rows;

    /// <summary>Adds a cell of the row that is read.</summary>
    public void Add(TableCell cell, CellMeaning meaning, double number) => print.Add(cell, meaning, number);

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        if (known.Count < MostRows)
        {
            rows++;
            known.Add(print.Value);
        }

        print = default;
    }

    /// <summary>
    /// Tells of rows that come again where they would not by themselves: where a column alone has at least half as many different fractions as there are different rows, and all columns together far more combinations. Null where they do not.
    /// </summary>
    public DataWarning? Note(ColumnLayout layout, TableSurvey survey)
    {
        var repeated = rows - known.Count;
        if (rows < FewestRows || known.Count < FewestDifferent || repeated < LeastShare * rows)
        {
            return null;
        }

        var measured = survey.Counts.Index().FirstOrDefault(column => column.Item is { Fractions: > 0 } count && (count.DistinctNumbers.IsBound || 2 * count.DistinctNumbers.Doubles > known.Count));
        return measured.Item is null || survey.Counts.Sum(count => Math.Log(Math.Max(1, count.DistinctNumbers.Doubles + count.Levels.Count))) < Math.Log(LeastChance * known.Count) ? null : new DataWarning("repeated-rows", null, Invariant(
            $"'{layout.Table.Path}': {repeated} of {rows} rows repeat an earlier one in every column, though '{CellText.Excerpt(layout.Features[measured.Index].Name)}' holds {measured.Item.DistinctNumbers.Doubles} different numbers, as where a file was joined to itself; each counts as often as it is there, and rows that are held out were trained on. Leave them out where the rows are made, unless they were measured so."));
    }
}
