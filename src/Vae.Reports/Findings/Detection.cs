using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>How well scores tell anomalies from normal rows, beside the distance from the mean.</summary>
/// <param name="Labelled">Rows that have a label and a score.</param>
/// <param name="Anomalies">Anomalies among them.</param>
/// <param name="AreaUnderRoc">Of the model's scores.</param>
/// <param name="AveragePrecision">Of the model's scores.</param>
/// <param name="AreaUnderRocOfNorm">Of |z|, the squared norm of the row standardised with mean and standard deviation of these rows; null where a column has no value at all.</param>
/// <param name="AveragePrecisionOfNorm">Of |z|; null where there is none.</param>
/// <param name="BestF1Threshold">The threshold with the best F1 on these rows.</param>
/// <param name="Curve">ROC and precision of the model's scores.</param>
/// <param name="NormCurve">The same of |z|.</param>
internal sealed record Detection(
    int Labelled,
    int Anomalies,
    double AreaUnderRoc,
    double AveragePrecision,
    double? AreaUnderRocOfNorm,
    double? AveragePrecisionOfNorm,
    float BestF1Threshold,
    DetectionCurve Curve,
    DetectionCurve? NormCurve)
{
    private const int BlockValues = 1 << 20;

    /// <summary>The F1 of flagging every row: no threshold is worth having that is not better.</summary>
    public double F1OfAll => 2.0 * Anomalies / (Anomalies + Labelled);

    /// <summary>Measures it; reads the rows twice more, for |z|.</summary>
    /// <returns>Null where the rows have not both kinds of label.</returns>
    public static Detection? Of(VaeModel model, IRowSource source, RowScan scan, CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, scan.HasLabels ? scan.Rows : 0).Where(row => scan.KindOf(row) != RowKind.Unknown && !float.IsNaN(scan.Scores[row])).ToArray();
        bool[] isAnomaly = [.. rows.Select(row => scan.KindOf(row) == RowKind.Anomaly)];
        var anomalies = isAnomaly.Count(flag => flag);
        if (anomalies == 0 || anomalies == rows.Length)
        {
            return null;
        }

        float[] scores = [.. rows.Select(row => scan.Scores[row])];
        var norms = Array.Exists(scan.Missing, missing => missing == scan.Rows) ? null : Norms(RelativeRowSource.Of(source, model.Parts.Origin), cancellationToken);
        float[]? labelledNorms = norms is null ? null : [.. rows.Select(row => norms[row])];
        return new Detection(
            rows.Length,
            anomalies,
            DetectionMetrics.AreaUnderRoc(scores, isAnomaly),
            DetectionMetrics.AveragePrecision(scores, isAnomaly),
            labelledNorms is null ? null : DetectionMetrics.AreaUnderRoc(labelledNorms, isAnomaly),
            labelledNorms is null ? null : DetectionMetrics.AveragePrecision(labelledNorms, isAnomaly),
            ThresholdFinder.BestF1(scores, isAnomaly),
            DetectionCurve.Of(scores, isAnomaly),
            labelledNorms is null ? null : DetectionCurve.Of(labelledNorms, isAnomaly));
    }

    private static List<float> Norms(IRowSource source, CancellationToken cancellationToken)
    {
        var baseline = NormBaseline.Fit(source, cancellationToken);
        var norms = new List<float>();
        var block = Math.Max(1, BlockValues / source.ColumnCount);
        var (rows, found) = (new float[block * source.ColumnCount], new float[block]);
        using var reader = source.OpenReader();
        int read;
        while ((read = reader.Read(rows)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            baseline.Score(rows.AsSpan(0, read * source.ColumnCount), found);
            norms.AddRange(found.AsSpan(0, read));
        }

        return norms;
    }
}
