namespace Vae.Cli.Exploring;

/// <summary>Finds rows by words, score and place among all rows of a file.</summary>
internal sealed class RowFinder
{
    private readonly float[] scores;
    private readonly int[] byScore;
    private readonly float[] rising;

    /// <param name="scores">The scores of all rows; NaN where a row has none.</param>
    /// <param name="texts">What stands in them; null where that is not known.</param>
    public RowFinder(ReadOnlySpan<float> scores, RowTexts? texts)
    {
        this.scores = [.. scores];
        Texts = texts;
        byScore = [.. Enumerable.Range(0, scores.Length)];
        rising = [.. scores];

        // NaN sorts first: rows without a score come last in falling order.
        Array.Sort(rising, byScore);
    }

    /// <summary>The texts of the rows; null where they are no table.</summary>
    public RowTexts? Texts { get; }

    /// <summary>Finds them.</summary>
    /// <returns>How many there are, and the numbers of those asked for.</returns>
    public (int Total, int[] Rows) Find(RowQuery query)
    {
        if (query.Words.Count > 0)
        {
            var found = Texts?.Find(query.Words) ?? Numbered(query.Words);
            return Those(query, row => found[row] && IsAbove(row, query));
        }

        if (query.ByScore)
        {
            // They are neighbours in this order.
            var first = query.Above is { } above ? FirstAbove(above) : 0;
            var total = scores.Length - first;
            var from = Math.Min(query.From, total);
            var count = Math.Min(query.Count, total - from);
            return (total, [.. Enumerable.Range(from, count).Select(place => byScore[query.Down ? scores.Length - 1 - place : first + place])]);
        }

        return Those(query, row => IsAbove(row, query));
    }

    private (int Total, int[] Rows) Those(RowQuery query, Func<int, bool> isMeant)
    {
        var (total, rows) = (0, new List<int>(query.Count));
        for (var i = 0; i < byScore.Length; i++)
        {
            var place = query.Down ? byScore.Length - 1 - i : i;
            var row = query.ByScore ? byScore[place] : place;
            if (isMeant(row))
            {
                if (total >= query.From && rows.Count < query.Count)
                {
                    rows.Add(row);
                }

                total++;
            }
        }

        return (total, [.. rows]);
    }

    private bool IsAbove(int row, RowQuery query) => query.Above is not { } above || scores[row] > above;

    /// <summary>The first place in rising order whose score is above another; the number of rows where none is.</summary>
    private int FirstAbove(float score)
    {
        var (low, high) = (0, rising.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = rising[middle] > score ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Without texts a word can only be the number of a row.</summary>
    private bool[] Numbered(IReadOnlyList<string> words)
    {
        var found = new bool[scores.Length];
        if (int.TryParse(words[0], out var row) && row >= 0 && row < found.Length)
        {
            found[row] = words.All(word => word == Invariant($"{row}"));
        }

        return found;
    }
}
