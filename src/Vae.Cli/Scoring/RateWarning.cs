using System.Globalization;
using Vae.Core.Models;

namespace Vae.Cli.Scoring;

/// <summary>Says where far more or far fewer rows were flagged than the threshold stands for.</summary>
internal static class RateWarning
{
    /// <summary>A warning; null where there is no reason for one. Of labelled rows the normal ones count.</summary>
    public static string? Of(VaeModel model, ScoringTotals totals)
    {
        var hasLabels = totals.IsAnomaly.Count > 0;
        var rows = hasLabels ? totals.IsAnomaly.Count(isAnomaly => !isAnomaly) : totals.Rows - totals.Unscored;
        var flagged = hasLabels ? totals.Scores.Where((score, i) => !totals.IsAnomaly[i] && model.IsAnomaly(score)).Count() : totals.Flagged;
        if (PromisedRate.Difference(model, flagged, rows) is not { } rate)
        {
            return null;
        }

        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{rate.Share:P1} of the {rows:N0} {(hasLabels ? "normal rows" : "rows")} are flagged, where {rate.Promised:P1} of rows like the training rows would be");
        return rate.Share > rate.Promised
            ? $"{what}: {(hasLabels ? "they differ" : "they hold many anomalies, or differ")} from those; 'vae compare' tells in which columns."
            : $"{what}: they are more alike than those; 'vae compare' tells in which columns.";
    }
}
