using Vae.Reports.Reading;

namespace Vae.Cli.Exploring;

/// <summary>Finds rows by words, score and place among all rows of a file.</summary>
internal sealed class RowFinder
{
    private readonly RowScan scan;
    private readonly int[] byScore;

    public RowFinder(RowScan scan, RowTexts? texts)
    {
        this.scan = scan;
        Texts = texts;
        byScore = [.. Enumerable.Range(0, scan.Rows)];
        float[] keys = [.. scan.Scores];
        // NaN sorts first: rows without a score come last in falling order.
        Array.Sort(keys, byScore);
    }

    /// <summary>The texts of the rows; null where they are no table.</summary>
    public RowTexts? Texts { get; }

    /// <summary>Finds them.</summary>
    /// <returns>How many there are, and the numbers of those asked for.</returns>
    public (int Total, List<int> Rows) Find(RowQuery query)
    {
        var found = query.Words.Count > 0 && Texts is not null ? Texts.Find(query.Words) : null;
        var (total, rows) = (0, new List<int>(query.Count));
        for (var i = 0; i < byScore.Length; i++)
        {
            var place = query.Down ? byScore.Length - 1 - i : i;
            var row = query.ByScore ? byScore[place] : place;
            if ((found is null ? IsNumber(row, query) : found[row]) && (query.Above is not { } above || scan.Scores[row] > above))
            {
                if (total >= query.From && rows.Count < query.Count)
                {
                    rows.Add(row);
                }

                total++;
            }
        }

        return (total, rows);
    }

    /// <summary>Without texts a word can only be the number of a row.</summary>
    private static bool IsNumber(int row, RowQuery query) => query.Words.All(word => word == Invariant($"{row}"));
}
