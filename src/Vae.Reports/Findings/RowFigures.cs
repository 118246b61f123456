using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>What a model's threshold makes of the rows, counted.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Scored">Rows that have a score.</param>
/// <param name="Flagged">Rows whose score is above the threshold.</param>
/// <param name="Detection">How well scores tell anomalies from normal rows; null where labels cannot say.</param>
/// <param name="Counts">Right and wrong alarms; null where there are no labels.</param>
/// <param name="BestF1">The best F1 of any threshold; 0 where labels cannot say.</param>
/// <param name="Differences">Warnings of columns that are of another sort than in training, or whose values lie outside its range; empty where there are none.</param>
internal sealed record RowFigures(int Rows, int Scored, int Flagged, Detection? Detection, DetectionCounts? Counts, double BestF1, IReadOnlyList<DataWarning> Differences)
{
    /// <summary>Counts them.</summary>
    public static RowFigures Of(VaeModel model, RowScan scan, Detection? detection)
    {
        var (scores, isAnomaly, flagged) = (new List<float>(), new List<bool>(), 0);
        for (var row = 0; row < scan.Rows; row++)
        {
            flagged += model.IsAnomaly(scan.Scores[row]) ? 1 : 0;
            if (scan.KindOf(row) != RowKind.Unknown && !float.IsNaN(scan.Scores[row]))
            {
                scores.Add(scan.Scores[row]);
                isAnomaly.Add(scan.KindOf(row) == RowKind.Anomaly);
            }
        }

        DetectionCounts? At(float threshold) => scores.Count == 0 ? null : DetectionMetrics.CountAt([.. scores], [.. isAnomaly], threshold);
        return new RowFigures(
            scan.Rows, scan.Scored, flagged, detection, At(model.Threshold), detection is null ? 0 : At(detection.BestF1Threshold)!.Value.F1, scan.Range.Warnings());
    }

    /// <summary>Flagged rows over rows that have a score; 0 without.</summary>
    public double FlaggedShare => Scored == 0 ? 0 : (double)Flagged / Scored;

    /// <summary>How many of the normal rows are flagged, of how many; of all rows where there are no labels.</summary>
    public (long Flagged, long Rows) NormalOrAll => Counts is { } counts ? (counts.FalsePositives, counts.FalsePositives + counts.TrueNegatives) : (Flagged, Scored);
}
