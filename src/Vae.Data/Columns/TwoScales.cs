namespace Vae.Data.Columns;

/// <summary>Tells columns whose numbers lie in two groups, one of them the other times 10, 100, 1000 and so on, as where some rows are in another unit or lost their decimal mark; or degrees of Celsius and Fahrenheit.</summary>
internal static class TwoScales
{
    private const int FewestDifferent = 20;
    private const double LeastGap = 8;
    private const double MostApart = 0.15;
    private const int MostDigits = 9;
    private const double Ratio = 1.8; // of Fahrenheit to Celsius
    private const double Offset = 32;

    /// <summary>Between which two numbers the gap lies, how many rows are below and above it, and by what the groups differ; null where there are none.</summary>
    /// <param name="numbers">Each number of a column, and how often it is there.</param>
    public static (double Below, double Above, long RowsBelow, long RowsAbove, double Factor)? Of(IEnumerable<(double Value, long Count)> numbers)
    {
        (double Value, long Count)[] sorted = [.. numbers.Where(number => number.Value != 0).OrderBy(number => number.Value)];
        if (sorted.Length < 2 * FewestDifferent || sorted[0].Value < 0)
        {
            return null;
        }

        var at = Enumerable.Range(FewestDifferent, sorted.Length - (2 * FewestDifferent) + 1).MaxBy(i => sorted[i].Value / sorted[i - 1].Value);
        var (below, above) = (sorted[at - 1].Value, sorted[at].Value);

        // Wider than either group, so that the two do not look like the ends of one.
        if (above / below < LeastGap || above / below <= Math.Max(below / sorted[0].Value, sorted[^1].Value / above))
        {
            return null;
        }

        // Two kinds of things are seldom spread alike around values of which one is a power of ten of the other.
        var (lower, upper) = (sorted[..at], sorted[at..]);
        var factor = Enumerable.Range(1, MostDigits).Select(digits => Math.Pow(10, digits)).FirstOrDefault(factor => Apart(lower, upper, value => value * factor) <= MostApart);
        return factor > 0 ? (below, above, lower.Sum(number => number.Count), upper.Sum(number => number.Count), factor) : null;
    }

    /// <summary>Between which two numbers the gap lies, and how many rows are below and above it, where those above are in degrees Fahrenheit what those below are in degrees Celsius; null where they are not.</summary>
    /// <inheritdoc cref="Of"/>
    public static (double Below, double Above, long RowsBelow, long RowsAbove)? Degrees(IEnumerable<(double Value, long Count)> numbers)
    {
        (double Value, long Count)[] sorted = [.. numbers.OrderBy(number => number.Value)];
        if (sorted.Length < 2 * FewestDifferent)
        {
            return null;
        }

        var at = Enumerable.Range(FewestDifferent, sorted.Length - (2 * FewestDifferent) + 1).MaxBy(i => sorted[i].Value - sorted[i - 1].Value);
        var (below, above) = (sorted[at - 1].Value, sorted[at].Value);
        var (lower, upper) = (sorted[..at], sorted[at..]);

        // As far apart as either group is wide, so that the two do not look like the ends of one.
        return above - below > Math.Max(below - lower[0].Value, upper[^1].Value - above) && Apart(lower, upper, value => (value * Ratio) + Offset) <= MostApart
            ? (below, above, lower.Sum(number => number.Count), upper.Sum(number => number.Count))
            : null;
    }

    /// <summary>The largest difference of the shares of two groups that are at most as large as a number, the first of them scaled (the statistic of Kolmogorov and Smirnov).</summary>
    private static double Apart((double Value, long Count)[] lower, (double Value, long Count)[] upper, Func<double, double> scale)
    {
        var (ofLower, ofUpper) = ((double)lower.Sum(number => number.Count), (double)upper.Sum(number => number.Count));
        var (i, j, share, other, most) = (0, 0, 0.0, 0.0, 0.0);
        while (i < lower.Length && j < upper.Length)
        {
            // Numbers that are the same but for rounding are passed together.
            var smaller = Math.Min(scale(lower[i].Value), upper[j].Value);
            var next = smaller + (1e-9 * Math.Abs(smaller));
            for (; i < lower.Length && scale(lower[i].Value) <= next; i++)
            {
                share += lower[i].Count / ofLower;
            }

            for (; j < upper.Length && upper[j].Value <= next; j++)
            {
                other += upper[j].Count / ofUpper;
            }

            most = Math.Max(most, Math.Abs(share - other));
        }

        return most;
    }
}
