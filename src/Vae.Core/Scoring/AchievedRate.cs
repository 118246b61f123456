namespace Vae.Core.Scoring;

/// <summary>The share of rows that a threshold flags, counted, with its interval.</summary>
/// <param name="Threshold">The threshold, in the score's unit.</param>
/// <param name="Flagged">Rows that score higher.</param>
/// <param name="Rows">Rows counted.</param>
/// <param name="Origin">Which rows they are. Where a false-positive rate was asked for, the threshold was set on the same held-out rows, so that the rate is what was
/// asked for and tells nothing new.</param>
public sealed record AchievedRate(float Threshold, long Flagged, long Rows, ScoreOrigin Origin)
{
    // The 97.5 % quantile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Flagged rows over rows; NaN without rows.</summary>
    public double Rate => (double)Flagged / Rows;

    /// <summary>Lower end of the 95 % interval of Wilson (1927).</summary>
    public double Lower => Math.Max(0, Middle - Half);

    /// <summary>Upper end of that interval.</summary>
    public double Upper => Math.Min(1, Middle + Half);

    private double Middle => (Flagged + (Z * Z / 2)) / (Rows + (Z * Z));

    private double Half => Z / (Rows + (Z * Z)) * Math.Sqrt((Flagged * (1 - Rate)) + (Z * Z / 4));

    internal static AchievedRate Count(ReadOnlySpan<float> scores, float threshold, ScoreOrigin origin)
    {
        long flagged = 0;
        foreach (var score in scores)
        {
            flagged += score > threshold ? 1 : 0;
        }

        return new AchievedRate(threshold, flagged, scores.Length, origin);
    }
}
