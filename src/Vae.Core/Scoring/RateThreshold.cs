namespace Vae.Core.Scoring;

/// <summary>The threshold that a share of rows lies above, set between two scores that differ.</summary>
/// <param name="Threshold">Rows that score higher are flagged.</param>
/// <param name="Flagged">How many of the rows that is.</param>
/// <param name="Tied">
/// How many rows share the score that the threshold would have to part to flag what was asked for: flagged all or none. 0 where it parts no equal scores.
/// </param>
/// <param name="OtherFlagged">What would be flagged were the tied rows on the other side of the threshold.</param>
internal sealed record RateThreshold(float Threshold, int Flagged, int Tied, int OtherFlagged)
{
    // Of a score: what a threshold keeps from scores that it must not be taken for, beyond what another program rounds otherwise.
    private const double Margin = 1e-4;

    /// <summary>A score, or a threshold, just above this one.</summary>
    public static float Above(float score) => (float)(score + (Margin * Math.Max(1, Math.Abs((double)score))));

    /// <summary>
    /// The threshold that later rows of the same law exceed with this chance, in the mean: a score that r of n rows exceed or equal is exceeded by a later one with chance r / (n + 1)
    /// (type 6 of Hyndman and Fan 1996). Where equal scores are about, the middle of the gap between scores.
    /// </summary>
    /// <param name="scores">In any order, at least one, none of them NaN.</param>
    /// <param name="rate">The chance, 0 to 1.</param>
    public static RateThreshold Find(ReadOnlySpan<float> scores, double rate)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var count = sorted.Length;

        // A rate of 0.1 of 99 rows is 10 rows, whatever the last digit of the product.
        var wanted = (rate * (count + 1)) + 1e-9;
        var flagged = Math.Min(count, (int)wanted);
        if (flagged == 0)
        {
            return new RateThreshold(IsTied(sorted, count - 1) ? Above(sorted[^1]) : sorted[^1], 0, 0, 0);
        }

        if (flagged == count)
        {
            return new RateThreshold(sorted[0], count - CountEqual(sorted, sorted[0]), 0, 0);
        }

        var (upper, lower) = (sorted[count - flagged], sorted[count - flagged - 1]);
        if (upper == lower)
        {
            return Tie(sorted, upper, rate);
        }

        var part = IsTied(sorted, count - flagged) || IsTied(sorted, count - flagged - 1) ? 0.5 : wanted - flagged;
        return new RateThreshold(Between(lower, upper, part), flagged, 0, 0);
    }

    /// <summary>Flags all rows of a score or none, whichever is nearer to what was asked for.</summary>
    private static RateThreshold Tie(float[] sorted, float score, double rate)
    {
        var count = sorted.Length;
        var tied = CountEqual(sorted, score);
        var first = Array.IndexOf(sorted, score);
        var without = count - first - tied;
        var with = count - first;
        var takes = with < count && (with - (rate * count)) < (rate * count) - without;
        if (takes)
        {
            return new RateThreshold(Between(sorted[first - 1], score, 0.5), with, tied, without);
        }

        return new RateThreshold(without == 0 ? Above(score) : Between(score, sorted[first + tied], 0.5), without, tied, with);
    }

    /// <summary>A number from the lower one on, below the upper one.</summary>
    private static float Between(float lower, float upper, double partFromUpper)
    {
        if (!float.IsFinite(upper))
        {
            return float.IsFinite(lower) ? Above(lower) : lower;
        }

        var between = (float)(upper - (partFromUpper * ((double)upper - lower)));
        return Math.Clamp(between, lower, MathF.BitDecrement(upper));
    }

    private static bool IsTied(float[] sorted, int place) =>
        (place > 0 && sorted[place - 1] == sorted[place]) || (place + 1 < sorted.Length && sorted[place + 1] == sorted[place]);

    private static int CountEqual(float[] sorted, float score)
    {
        var count = 0;
        foreach (var value in sorted)
        {
            count += value == score ? 1 : 0;
        }

        return count;
    }
}
