namespace Vae.Core.Models;

/// <summary>Compares the share of rows that a threshold flags with the one that it flags of rows like the training rows.</summary>
/// <param name="Share">Flagged rows over rows.</param>
/// <param name="Promised">The share of rows like the training rows.</param>
internal readonly record struct PromisedRate(double Share, double Promised)
{
    // Standard deviations of the difference that chance would hardly make, and how many times more or less is worth a word.
    private const double LargestDeviation = 4;
    private const double LargestRatio = 2;

    /// <summary>The two shares, where the one is far from the other; null where it is not, or nothing is known of the training rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="flagged">Rows above its threshold.</param>
    /// <param name="rows">Rows that have a score; of labelled ones the normal rows.</param>
    public static PromisedRate? Difference(VaeModel model, long flagged, long rows)
    {
        if (model.ScoreDistribution is not { } distribution || rows == 0)
        {
            return null;
        }

        var (promised, share) = (distribution.Survival(model.Threshold), (double)flagged / rows);
        var deviation = Math.Sqrt(promised * (1 - promised) * ((1.0 / rows) + (1.0 / distribution.Rows)));
        if (!(Math.Abs(share - promised) > LargestDeviation * deviation) || (share < LargestRatio * promised && share > promised / LargestRatio))
        {
            return null;
        }

        // What training itself does not know to be otherwise is no difference.
        return model.Report.FlaggedRate is { } told && told.Threshold == model.Threshold && share >= told.Lower && share <= told.Upper
            ? null
            : new PromisedRate(share, promised);
    }
}
