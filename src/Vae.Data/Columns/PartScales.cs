using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>How large the numbers of each column are in each of several tables that are one below the other, by which another unit shows.</summary>
internal sealed class PartScales
{
    private const int MostParts = 256;
    private const int FewestNumbers = 20;
    private const int MostTold = 3;

    /// <summary>The mean of logarithms tells a factor of 80 from chance, whatever the tail of the numbers; units differ by 100 and 1000.</summary>
    public const double LeastFactor = 80;

    private readonly ITable table;
    private readonly (double Sum, long Count)[,] logarithms;

    /// <param name="table">The table.</param>
    /// <param name="columns">Columns that hold features.</param>
    public PartScales(ITable table, int columns)
    {
        this.table = table;
        IsWatching = table.PartCount is > 1 and <= MostParts;
        logarithms = new (double Sum, long Count)[IsWatching ? table.PartCount : 0, columns];
    }

    /// <summary>Whether there is anything to compare.</summary>
    public bool IsWatching { get; }

    /// <summary>Counts a number.</summary>
    public void Add(int column, double number, long place)
    {
        if (number != 0)
        {
            ref var known = ref logarithms[table.PartOf(place), column];
            known = (known.Sum + Math.Log(Math.Abs(number)), known.Count + 1);
        }
    }

    /// <summary>Tells of columns whose numbers are far larger in one table than in another; null where there are none.</summary>
    public DataWarning? Note(ColumnLayout layout)
    {
        var told = new List<string>();
        string? first = null;
        for (var column = 0; IsWatching && column < layout.Features.Length; column++)
        {
            var means = Enumerable.Range(0, table.PartCount).Where(part => logarithms[part, column].Count >= FewestNumbers && layout.Features[column].Date is null)
                .Select(part => (Part: part, Mean: logarithms[part, column].Sum / logarithms[part, column].Count)).ToArray();
            if (means.Length > 1 && (means.MinBy(mean => mean.Mean), means.MaxBy(mean => mean.Mean)) is var (least, most) && most.Mean - least.Mean >= Math.Log(LeastFactor))
            {
                first ??= layout.Features[column].Name;
                told.Add(Invariant($"'{CellText.Excerpt(layout.Features[column].Name)}' holds numbers of about {Math.Exp(most.Mean):G3} in '{table.PathOf(most.Part)}' and of about {Math.Exp(least.Mean):G3} in '{table.PathOf(least.Part)}'"));
            }
        }

        return told.Count == 0 ? null : new DataWarning("parts-differ", first, Invariant(
            $"{TableNotes.Few(told, MostTold, " columns")}, as where units differ: write all files in the same units."));
    }
}
