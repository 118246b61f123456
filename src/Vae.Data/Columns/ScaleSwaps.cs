namespace Vae.Data.Columns;

/// <summary>
/// Finds two columns that change places within a table, by how large their numbers are in each block of rows: from one block on each is what the other was, nothing else changes there, and neither is a setting that holds
/// one value at a time.
/// </summary>
internal static class ScaleSwaps
{
    private const int FewestBlocks = 3;
    private const int LeastShareOfBlock = 4;
    private const double LeastGap = 0.4; // half as large again
    private const double MostSpread = 0.33; // of the gap, within a part
    private const double MostErrors = 3; // standard errors between what a column is and what the other was
    private const double FewestErrors = 30; // between what a column is and what it was
    private const double Unchanged = 5;
    private const double MostChanged = 0.05; // of the other columns, which chance makes differ

    /// <summary>What was found.</summary>
    /// <param name="One">The first column.</param>
    /// <param name="Two">The second.</param>
    /// <param name="At">The block within which they change places.</param>
    /// <param name="OneBefore">About how large the numbers of the first are before, and those of the second behind.</param>
    /// <param name="TwoBefore">The other way round.</param>
    public readonly record struct Swap(int One, int Two, int At, double OneBefore, double TwoBefore);

    /// <summary>Finds them; null where there are none.</summary>
    /// <param name="blocks">Of each block and column the sum of logarithms of sizes, and of how many numbers.</param>
    /// <param name="rows">Rows of a block that are looked at.</param>
    /// <param name="isMeasured">Whether a column is looked at.</param>
    public static Swap? Find(IReadOnlyList<(double Sum, long Count)[]> blocks, int rows, Predicate<int> isMeasured)
    {
        if (blocks.Count <= 2 * FewestBlocks)
        {
            return null;
        }

        // The last block may be short.
        var whole = Enumerable.Range(0, blocks[0].Length).Where(column => isMeasured(column))
            .Select(column => (Column: column, Means: blocks.Take(blocks.Count - 1).Select(block => LeastShareOfBlock * block[column].Count > rows ? block[column].Sum / block[column].Count : double.NaN).ToArray()))
            .Where(column => !column.Means.Any(double.IsNaN)).ToArray();
        var steps = whole.Select(column => (column.Column, Step: Cleanest(column.Means))).Where(column => column.Step is not null).ToArray();
        if (steps is not [{ Step: { } one }, { Step: { } two }] || Math.Abs(one.At - two.At) > 1 || whole.Length == 2)
        {
            return null;
        }

        var others = whole.Where(column => column.Column != steps[0].Column && column.Column != steps[1].Column).ToArray();
        return Is(one.After, two.Before) && Is(two.After, one.Before) && others.Count(column => Part.Distance(Parts(column.Means, one.At)) > Unchanged) <= MostChanged * others.Length
            ? new Swap(steps[0].Column, steps[1].Column, Math.Min(one.At, two.At), Math.Exp(one.Before.Mean), Math.Exp(two.Before.Mean))
            : null;
    }

    private static bool Is(Part after, Part before) => Part.Distance((after, before)) <= MostErrors;

    // The block on both sides of which a column is most of one size each.
    private static (int At, Part Before, Part After)? Cleanest(double[] means)
    {
        (int At, Part Before, Part After)? found = null;
        var best = 0.0;
        var (spreads, back) = (Spreads(means), Spreads([.. means.Reverse()]));
        for (var at = FewestBlocks; at < means.Length - FewestBlocks; at++)
        {
            // Each column is asked at every block, and most have no such place.
            if (Math.Max(spreads[at - 1], back[means.Length - 2 - at]) > MostSpread * Math.Abs(means[at + 1] - means[at - 1]) / (1 - (2 * MostSpread)))
            {
                continue;
            }

            var (before, after) = Parts(means, at);
            var (gap, spread) = (Math.Abs(after.Mean - before.Mean), Math.Max(before.Spread, after.Spread));
            if (gap >= LeastGap && before.Spread > 0 && after.Spread > 0 && spread <= MostSpread * gap && gap - spread > best && Part.Distance((before, after)) >= FewestErrors)
            {
                (found, best) = ((at, before, after), gap - spread);
            }
        }

        return found;
    }

    // Of each block how far it and those before it lie apart.
    private static double[] Spreads(double[] means)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        return Array.ConvertAll(means, mean => (most = Math.Max(most, mean)) - (least = Math.Min(least, mean)));
    }

    // The block between them may hold the end of one and the beginning of the other.
    private static (Part Before, Part After) Parts(double[] means, int at) => (Part.Of(means.AsSpan(0, at)), Part.Of(means.AsSpan(at + 1)));

    /// <summary>How large numbers are in several blocks.</summary>
    /// <param name="Mean">The mean of the blocks.</param>
    /// <param name="Spread">The greatest of them less the least.</param>
    /// <param name="Variance">Of their mean.</param>
    private readonly record struct Part(double Mean, double Spread, double Variance)
    {
        public static Part Of(ReadOnlySpan<double> means)
        {
            var (sum, least, most) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
            foreach (var mean in means)
            {
                (sum, least, most) = (sum + mean, Math.Min(least, mean), Math.Max(most, mean));
            }

            var (middle, squares) = (sum / means.Length, 0.0);
            foreach (var mean in means)
            {
                squares += (mean - middle) * (mean - middle);
            }

            return new Part(middle, most - least, squares / (means.Length - 1) / means.Length);
        }

        /// <summary>How far two are from each other in standard errors; 0 where they are the same.</summary>
        public static double Distance((Part One, Part Two) parts)
        {
            var gap = Math.Abs(parts.One.Mean - parts.Two.Mean);
            return gap == 0 ? 0 : gap / Math.Sqrt(parts.One.Variance + parts.Two.Variance);
        }
    }
}
