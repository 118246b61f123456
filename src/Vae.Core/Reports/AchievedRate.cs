using MathNet.Numerics.Distributions;

namespace Vae.Core.Reports;

/// <summary>The share of rows that a threshold flags, counted, with its interval.</summary>
/// <remarks>
/// The interval is one for later rows of the same law. Where the threshold is of another origin than the counted rows, the count is binomial, and the interval that of Clopper and Pearson (1934). Where it was set on
/// the very same n scores, so that r of them lie above it, the share of later rows above the r-th highest of them is of the distribution Beta(r, n + 1 - r), whatever the law of the scores, and that above
/// the next one of Beta(r + 1, n - r): the lower end of the interval is the 2.5 % quantile of the first, the upper end the 97.5 % quantile of the second, and these are the same two numbers. Of a network that may know
/// its training rows by heart the scores had to be corrected, and by how much is itself an estimate: the lower end is then found with the rows that lie above the threshold without the correction, the upper
/// end with those that do where it is made in full (<see cref="FewestFlagged"/>, <see cref="MostFlagged"/>).
/// </remarks>
/// <param name="Threshold">The threshold, in the score's unit.</param>
/// <param name="Flagged">Rows that score higher.</param>
/// <param name="Rows">Rows counted.</param>
/// <param name="Origin">Which rows they are. Where a false-positive rate was asked for, the threshold was set on the same held-out rows, so that the rate is what was
/// asked for and tells nothing new.</param>
public sealed record AchievedRate(float Threshold, long Flagged, long Rows, ScoreOrigin Origin)
{
    // Each end of a 95 % interval.
    private const double Outside = 0.025;

    /// <summary>Rows that would score higher than the threshold if the network knew none of its training rows by heart; null where nothing was corrected for that.</summary>
    public long? FewestFlagged { get; init; }

    /// <summary>Rows that would score higher if it knew them as well as networks do that are trained on fewer rows; null where nothing was corrected for that.</summary>
    public long? MostFlagged { get; init; }

    /// <summary>Flagged rows over rows; NaN without rows.</summary>
    public double Rate => (double)Flagged / Rows;

    /// <summary>Lower end of the 95 % interval for the share of later rows like the counted ones; it holds its level for few rows too. 0 without rows.</summary>
    public double Lower => Math.Min(Flagged, FewestFlagged ?? Flagged) is var fewest && fewest == 0 ? 0 : Beta.InvCDF(fewest, Rows - fewest + 1.0, Outside);

    /// <summary>Upper end of that interval; 1 without rows.</summary>
    public double Upper => Math.Max(Flagged, MostFlagged ?? Flagged) is var most && most == Rows ? 1 : Beta.InvCDF(most + 1.0, Rows - most, 1 - Outside);

    internal static AchievedRate Count(ReadOnlySpan<float> scores, float threshold, ScoreOrigin origin) => new(threshold, Above(scores, threshold), scores.Length, origin);

    /// <summary>Counts scores that were corrected by an estimate.</summary>
    /// <param name="scores">As the threshold was found on them.</param>
    /// <param name="bounds">The same without the correction, and with the whole of what was estimated.</param>
    /// <param name="threshold">The threshold.</param>
    internal static AchievedRate Count(ReadOnlySpan<float> scores, (float[] Without, float[] Whole) bounds, float threshold) =>
        Count(scores, threshold, ScoreOrigin.CrossFitted) with { FewestFlagged = Above(bounds.Without, threshold), MostFlagged = Above(bounds.Whole, threshold) };

    private static long Above(ReadOnlySpan<float> scores, float threshold)
    {
        long flagged = 0;
        foreach (var score in scores)
        {
            flagged += score > threshold ? 1 : 0;
        }

        return flagged;
    }
}
