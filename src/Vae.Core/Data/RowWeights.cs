namespace Vae.Core.Data;

/// <summary>
/// How many rows each row counts for. Weights that are all whole numbers are counts: a row of weight 2 is the row twice, and their sum is the number of rows wherever a number of rows matters, as for quantiles and
/// intervals. Of others only the ratios matter: they are scaled so that their sum is the number of rows. Immutable.
/// </summary>
internal sealed class RowWeights
{
    // Less would not be told from 0 in sums of floats, and leaves reciprocals finite.
    private const double Least = 1e-30;

    private readonly float[] counts;
    private readonly double[] ends;

    /// <param name="given">One weight a row, above 0 and finite.</param>
    /// <param name="scale">What they are multiplied by: <see cref="WeightSums.Scale"/>.</param>
    public RowWeights(ReadOnlySpan<float> given, double scale)
    {
        (counts, ends) = (new float[given.Length], new double[given.Length]);
        var sum = 0.0;
        for (var i = 0; i < given.Length; i++)
        {
            counts[i] = (float)Math.Max(Least, given[i] * scale);
            ends[i] = sum += counts[i];
        }
    }

    /// <summary>For how many rows each row counts; above 0.</summary>
    public ReadOnlySpan<float> Counts => counts;

    /// <summary>Rows that all of them count for.</summary>
    public double Total => ends.Length == 0 ? 0 : ends[^1];

    /// <summary>The weights, or null where there are none.</summary>
    /// <param name="given">One a row, above 0; empty for none.</param>
    /// <param name="scale">As in the constructor; null finds it.</param>
    public static RowWeights? OrNull(ReadOnlySpan<float> given, double? scale = null) => given.IsEmpty ? null : new RowWeights(given, scale ?? WeightSums.Of(given).Scale);

    /// <summary>The weights of some of the rows, which count for as many as before.</summary>
    public RowWeights Of(ReadOnlySpan<int> rows)
    {
        var picked = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = counts[rows[i]];
        }

        return new RowWeights(picked, 1);
    }

    /// <summary>What a row's loss is multiplied by in training: the weights over their mean.</summary>
    /// <param name="rows">Over which rows the mean is 1; null for all.</param>
    public float[] Relative(ReadOnlySpan<int> rows = default)
    {
        var mean = rows.IsEmpty ? Total / counts.Length : 0;
        foreach (var row in rows)
        {
            mean += (double)counts[row] / rows.Length;
        }

        return [.. counts.Select(count => (float)Math.Max(Least, count / mean))];
    }

    /// <summary>
    /// Numbers of rows in proportion to their weights, rising, a row as often as it is drawn: each has its share of the draws, rounded up or down. Whole weights of no more rows than that give each row as often as it counts.
    /// </summary>
    /// <param name="most">Most numbers.</param>
    public int[] Draw(int most) => Drawn(ends, most);

    /// <summary>The first so many of the numbers that <see cref="Draw(int)"/> gives where it may give any number of them.</summary>
    public int[] First(int most) => Drawn(ends, most, isSpread: false);

    /// <summary>The same in another order of the rows, of which each stretch has its share: of sorted values, the quantiles of the weighted ones.</summary>
    /// <param name="order">Numbers of rows, each once at most.</param>
    /// <param name="most">Most numbers.</param>
    /// <returns>Numbers of rows, in that order.</returns>
    public int[] Draw(int[] order, int most)
    {
        var sums = new double[order.Length];
        var sum = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            sums[i] = sum += counts[order[i]];
        }

        return [.. Drawn(sums, most).Select(place => order[place])];
    }

    /// <summary>As many values as the rows count for, or at most so many, that are distributed as the weighted ones are; in rising order.</summary>
    /// <param name="values">One a row, of the first rows.</param>
    /// <param name="most">Most values.</param>
    public float[] Counted(float[] values, int most)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((float[])values.Clone(), order);
        return [.. Draw(order, most).Select(row => values[row])];
    }

    private static int[] Drawn(double[] ends, int most, bool isSpread = true)
    {
        if (ends.Length == 0)
        {
            return [];
        }

        var copies = Math.Max(1, (long)Math.Round(ends[^1]));
        var drawn = new int[Math.Min(most, copies)];
        var row = 0;
        for (var i = 0; i < drawn.Length; i++)
        {
            // The middle of the copy that is drawn, so that no rounding of sums gives it to another row.
            var copy = isSpread ? (long)((Int128)i * copies / drawn.Length) : i;
            var place = (copy + 0.5) * (ends[^1] / copies);
            while (row < ends.Length - 1 && ends[row] <= place)
            {
                row++;
            }

            drawn[i] = row;
        }

        return drawn;
    }
}
