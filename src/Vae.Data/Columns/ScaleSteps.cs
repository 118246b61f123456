using Vae.Core.Randomness;

namespace Vae.Data.Columns;

/// <summary>How large the numbers of each column are as rows go by, by which a unit that changes within a table shows. Its memory and work are bounded: the more rows there are, the smaller a share of them, in no order of theirs, is looked at.</summary>
/// <param name="columns">Columns that hold features.</param>
internal sealed class ScaleSteps(int columns)
{
    private const int FirstBlockRows = 64;
    private const int MostBlocks = 256;
    private const int FewestBlocks = 2;
    private const int MostColumns = 4096;
    private const int MostTold = 3;

    private readonly List<(double Sum, long Count)[]> blocks = [];
    private readonly List<long> starts = [];
    private long blockRows = FirstBlockRows;
    private long nextStart;
    private long rows;

    /// <summary>Whether the numbers of the row that is read are looked at.</summary>
    public bool IsWatching { get; private set; } = columns <= MostColumns;

    /// <summary>Counts a number of the row that is read.</summary>
    public void Add(int column, double number)
    {
        if (number == 0)
        {
            return;
        }

        if (blocks.Count == 0 || rows >= blocks.Count * blockRows)
        {
            Grow();
        }

        ref var known = ref blocks[(int)(rows / blockRows)][column];
        known = (known.Sum + Math.Log(Math.Abs(number)), known.Count + 1);
    }

    /// <summary>Ends the row.</summary>
    /// <param name="place">Where it stands.</param>
    public void EndRow(long place)
    {
        if (rows == nextStart)
        {
            starts.Add(place);
            nextStart += blockRows;
        }

        rows++;
        IsWatching = columns <= MostColumns && (SplitMix64.At(rows) & (ulong)((blockRows / FirstBlockRows) - 1)) == 0;
    }

    /// <summary>Tells of columns whose numbers are far larger in all rows from one on than in all before it, or the other way round, and of two that change places; null where there are none.</summary>
    public DataWarning? Note(ColumnLayout layout)
    {
        if (ScaleSwaps.Find(blocks, FirstBlockRows, column => layout.Features[column].Date is null) is { } swap)
        {
            var (one, two) = (CellText.Excerpt(layout.Features[swap.One].Name), CellText.Excerpt(layout.Features[swap.Two].Name));
            return new DataWarning("columns-swapped", layout.Features[swap.One].Name, Invariant(
                $"'{layout.Table.Path}': '{one}' holds numbers of about {swap.OneBefore:G3} and '{two}' of about {swap.TwoBefore:G3} before {layout.Table.Within(starts[swap.At])}, and the other way round from {layout.Table.Within(starts[Math.Min(swap.At + 2, starts.Count - 1)])} on, while other columns go on as before, as where the two change places: write each in its own column in all rows."));
        }

        var told = new List<string>();
        string? first = null;
        for (var column = 0; column < layout.Features.Length; column++)
        {
            if (layout.Features[column].Date is null && Step(column) is { } step)
            {
                first ??= layout.Features[column].Name;
                var (before, from) = (layout.Table.Within(starts[step.Before]), layout.Table.Within(starts[step.From]));
                told.Add(Invariant($"'{CellText.Excerpt(layout.Features[column].Name)}' holds numbers of about {step.Lower:G3} before {before} and of about {step.Upper:G3} from {from} on, so that it changes between these"));
            }
        }

        return told.Count == 0 ? null : new DataWarning("parts-differ", first, Invariant(
            $"'{layout.Table.Path}': {TableNotes.Few(told, MostTold, " columns")}, as where a unit was changed: write all rows in the same units."));
    }

    private void Grow()
    {
        while (rows >= MostBlocks * blockRows)
        {
            // Two become one.
            for (var block = 0; 2 * block < blocks.Count; block++)
            {
                for (var column = 0; column < columns && (2 * block) + 1 < blocks.Count; column++)
                {
                    var (one, two) = (blocks[2 * block][column], blocks[(2 * block) + 1][column]);
                    blocks[2 * block][column] = (one.Sum + two.Sum, one.Count + two.Count);
                }

                blocks[block] = blocks[2 * block];
            }

            blocks.RemoveRange((blocks.Count + 1) / 2, blocks.Count / 2);
            blockRows *= 2;
            for (var start = 0; 2 * start < starts.Count; start++)
            {
                starts[start] = starts[2 * start];
            }

            starts.RemoveRange((starts.Count + 1) / 2, starts.Count / 2);
            nextStart = starts.Count * blockRows;
        }

        while (rows >= blocks.Count * blockRows)
        {
            blocks.Add(new (double Sum, long Count)[columns]);
        }
    }

    // The blocks between whose beginnings the numbers change, and how large they are before and behind.
    private (int Before, int From, double Lower, double Upper)? Step(int column)
    {
        var means = blocks.Index().Where(block => 4 * block.Item[column].Count > FirstBlockRows).Select(block => (Mean: block.Item[column].Sum / block.Item[column].Count, block.Index)).ToArray();
        for (var at = FewestBlocks; at < means.Length - FewestBlocks; at++)
        {
            // One block between them may hold the end of one and the beginning of the other; or the first behind it, where that is far from those before all the same.
            var (before, after) = (means[..at], means[(at + 1)..]);
            var gap = Math.Max(after.Min(block => block.Mean) - before.Max(block => block.Mean), before.Min(block => block.Mean) - after.Max(block => block.Mean));
            if (gap >= Math.Log(PartScales.LeastFactor))
            {
                return (means[at].Index, means[at + 2].Index, Math.Exp(before.Average(block => block.Mean)), Math.Exp(after.Average(block => block.Mean)));
            }
        }

        return null;
    }
}
