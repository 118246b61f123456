using MathNet.Numerics.Distributions;

namespace Vae.Core.Reports;

/// <summary>The share of rows that a threshold flags, counted, with its interval.</summary>
/// <param name="Threshold">The threshold, in the score's unit.</param>
/// <param name="Flagged">Rows that score higher.</param>
/// <param name="Rows">Rows counted.</param>
/// <param name="Origin">Which rows they are. Where a false-positive rate was asked for, the threshold was set on the same held-out rows, so that the rate is what was
/// asked for and tells nothing new.</param>
public sealed record AchievedRate(float Threshold, long Flagged, long Rows, ScoreOrigin Origin)
{
    // Each end of a 95 % interval.
    private const double Outside = 0.025;

    /// <summary>Flagged rows over rows; NaN without rows.</summary>
    public double Rate => (double)Flagged / Rows;

    /// <summary>Lower end of the 95 % interval of Clopper and Pearson (1934), which holds its level for few rows too; 0 without rows.</summary>
    public double Lower => Flagged == 0 ? 0 : Beta.InvCDF(Flagged, Rows - Flagged + 1.0, Outside);

    /// <summary>Upper end of that interval; 1 without rows.</summary>
    public double Upper => Flagged == Rows ? 1 : Beta.InvCDF(Flagged + 1.0, Rows - Flagged, 1 - Outside);

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
