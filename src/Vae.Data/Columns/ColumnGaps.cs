using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>Finds columns that hold no value in any row of a pass, and times of which none has a time of day. Costs nothing once every column has shown a value.</summary>
internal sealed class ColumnGaps
{
    private const int FewestRows = 10;

    private readonly ColumnLayout layout;
    private readonly List<int> empty;
    private readonly List<int> atMidnight;
    private long rows;

    /// <param name="layout">The columns.</param>
    public ColumnGaps(ColumnLayout layout)
    {
        this.layout = layout;
        empty = [.. Enumerable.Range(0, layout.Features.Length)];
        atMidnight = [.. empty.Where(column => layout.Features[column].Date is { Part: DatePart.Hour, IsCosine: true })];
    }

    /// <summary>Looks at a row.</summary>
    /// <param name="cells">One number a column that holds features, NaN where there is no value.</param>
    public void Add(ReadOnlySpan<double> cells)
    {
        rows++;
        Keep(empty, cells, double.IsNaN);
        Keep(atMidnight, cells, hour => double.IsNaN(hour) || hour == 1);
    }

    /// <summary>What there is to tell of.</summary>
    public IEnumerable<DataWarning> Warnings()
    {
        if (rows < FewestRows)
        {
            yield break;
        }

        foreach (var field in empty.Select(column => layout.Features[column].Field).Distinct())
        {
            yield return new DataWarning("no-value", layout.Names.All[field], Invariant(
                $"'{layout.Table.Path}': column '{CellText.Excerpt(layout.Names.All[field])}' holds no value in any of the {rows} rows that could be read; look whether its values were lost, or are written otherwise than before."));
        }

        foreach (var column in atMidnight.Except(empty))
        {
            var name = CellText.Excerpt(layout.Features[column].Date!.Source);
            yield return new DataWarning("dates", name, Invariant($"'{layout.Table.Path}': none of the times in column '{name}' of {rows} rows has a time of day, so that the hour is 0 in every row; write it, or train a model without the hour."));
        }
    }

    private static void Keep(List<int> columns, ReadOnlySpan<double> cells, Predicate<double> isStill)
    {
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            if (!isStill(cells[columns[i]]))
            {
                columns.RemoveAt(i);
            }
        }
    }
}
