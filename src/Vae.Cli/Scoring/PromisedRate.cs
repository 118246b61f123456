using System.Globalization;
using Vae.Core.Models;

namespace Vae.Cli.Scoring;

/// <summary>Compares the share of rows that were flagged with the one that the threshold stands for.</summary>
internal static class PromisedRate
{
    // Standard deviations of the difference that chance would hardly make, and how many times more or less is worth a word.
    private const double LargestDeviation = 4;
    private const double LargestRatio = 2;

    /// <summary>A warning where far more or far fewer rows are flagged than of rows like the training rows; null where not. Of labelled rows the normal ones count.</summary>
    public static string? Difference(VaeModel model, ScoringTotals totals)
    {
        var hasLabels = totals.IsAnomaly.Count > 0;
        var rows = hasLabels ? totals.IsAnomaly.Count(isAnomaly => !isAnomaly) : totals.Rows - totals.Unscored;
        if (model.ScoreDistribution is not { } distribution || rows == 0)
        {
            return null;
        }

        var flagged = hasLabels ? totals.Scores.Where((score, i) => !totals.IsAnomaly[i] && model.IsAnomaly(score)).Count() : totals.Flagged;
        var (promised, share) = (distribution.Survival(model.Threshold), (double)flagged / rows);
        var deviation = Math.Sqrt(promised * (1 - promised) * ((1.0 / rows) + (1.0 / distribution.Rows)));
        if (!(Math.Abs(share - promised) > LargestDeviation * deviation) || (share < LargestRatio * promised && share > promised / LargestRatio))
        {
            return null;
        }

        // What training itself does not know to be otherwise is no difference.
        if (model.Report.FlaggedRate is { } told && told.Threshold == model.Threshold && share >= told.Lower && share <= told.Upper)
        {
            return null;
        }

        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{share:P1} of the {rows:N0} {(hasLabels ? "normal rows" : "rows")} are flagged, where {promised:P1} of rows like the training rows would be");
        return share > promised
            ? $"{what}: {(hasLabels ? "they differ" : "they hold many anomalies, or differ")} from those; 'vae compare' tells in which columns."
            : $"{what}: they are more alike than those; 'vae compare' tells in which columns.";
    }
}
