using System.Runtime.InteropServices;
using Vae.Core.Randomness;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>
/// Counts rows that repeat an earlier one in every column: all of them in tables of few different rows, else those of a share that what they hold decides, so that a row and its repetition are both
/// in it, however far apart. Its memory is bounded.
/// </summary>
internal sealed class RowRepeats
{
    private const int MostKept = 1 << 16;
    private const int FewestRows = 100;
    private const int FewestDifferent = 20;
    private const double LeastShare = 0.2;

    // Combinations of the columns' values, for each different row, from which on rows do not meet in one by chance.
    private const double LeastChance = 20;

    // How often each row of the share was there.
    private readonly Dictionary<ulong, long> known = [];
    private ulong leftOut;
    private CellPrint print;
    private long rows;

    /// <summary>Adds a cell of the row that is read.</summary>
    public void Add(TableCell cell, CellMeaning meaning, double number) => print.Add(cell, meaning, number);

    /// <summary>Adds a cell of the row that is read which is a number.</summary>
    public void AddNumber(double number) => print.AddNumber(number);

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        rows++;
        var key = SplitMix64.At(unchecked((long)print.Value));
        print = default;
        if ((key & leftOut) != 0)
        {
            return;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(known, key, out _)++;
        while (known.Count > MostKept)
        {
            leftOut = (leftOut << 1) | 1;
            foreach (var other in known.Keys)
            {
                if ((other & leftOut) != 0)
                {
                    known.Remove(other);
                }
            }
        }
    }

    /// <summary>
    /// Tells of rows that come again where they would not by themselves: where a column alone has at least half as many different fractions as there are different rows, and all columns together far more combinations. Null where they do not.
    /// </summary>
    public DataWarning? Note(ColumnLayout layout, TableSurvey survey)
    {
        var different = known.Count * ((long)leftOut + 1);
        var (repeated, again) = (known.Values.Sum(times => times - 1), known.Values.Count(times => times > 1));

        // One row that is there very often, as of a machine that stands still, says nothing of the others.
        if (rows < FewestRows || different < FewestDifferent || again < LeastShare * known.Count || (leftOut == 0 && repeated < LeastShare * rows))
        {
            return null;
        }

        var measured = survey.Counts.Index().FirstOrDefault(column => column.Item is { Fractions: > 0 } count && (count.DistinctNumbers.IsBound || 2 * count.DistinctNumbers.Doubles > different));
        return measured.Item is null || survey.Counts.Sum(count => Math.Log(Math.Max(1, count.DistinctNumbers.Doubles + count.Levels.Count))) < Math.Log(LeastChance * different) ? null : new DataWarning("repeated-rows", null, Invariant(
            $"'{layout.Table.Path}': {(leftOut == 0 ? Invariant($"{repeated} of {rows} rows repeat an earlier one") : Invariant($"some {(double)again / known.Count:P0} of the different rows among {rows} come more than once, the same"))} in every column, though '{CellText.Excerpt(layout.Features[measured.Index].Name)}' holds {measured.Item.DistinctNumbers.Doubles} different numbers, as where a file was joined to itself; each counts as often as it is there, and rows that are held out were trained on. Leave them out where the rows are made, unless they were measured so."));
    }
}
