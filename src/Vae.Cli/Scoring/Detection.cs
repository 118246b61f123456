using System.Runtime.InteropServices;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Progress;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scoring;

namespace Vae.Cli.Scoring;

/// <summary>How well scores tell anomalies from normal rows; null where the rows cannot say, for want of one of the two.</summary>
/// <param name="AreaUnderRoc">Of the model's scores.</param>
/// <param name="AveragePrecision">Of the model's scores.</param>
/// <param name="AreaUnderRocOfNorm">Of the |z| baseline.</param>
/// <param name="Precision">Share of flagged rows that are anomalies.</param>
/// <param name="Recall">Share of anomalies that are flagged.</param>
internal sealed record Detection(
    double? AreaUnderRoc, double? AveragePrecision, double? AreaUnderRocOfNorm, double? Precision, double? Recall)
{
    /// <summary>Measures them; takes two more passes over the rows, for the baseline.</summary>
    public static Detection Measure(VaeModel model, ILabelledRowSource source, ScoringTotals totals, CliEnvironment environment)
    {
        var scores = CollectionsMarshal.AsSpan(totals.Scores);
        var labels = CollectionsMarshal.AsSpan(totals.IsAnomaly);
        var counts = DetectionMetrics.CountAt(scores, labels, model.Threshold);
        var anomalies = counts.TruePositives + counts.FalseNegatives;
        double? precision = counts.Flagged > 0 ? counts.Precision : null;
        double? recall = anomalies > 0 ? counts.Recall : null;
        if (anomalies == 0 || anomalies == scores.Length)
        {
            environment.Warn(Invariant($"{anomalies} of {scores.Length} scored rows are anomalies, so the scores cannot be compared with labels; 0 is the label of a normal row."));
            return new Detection(null, null, null, precision, recall);
        }

        return new Detection(
            DetectionMetrics.AreaUnderRoc(scores, labels),
            DetectionMetrics.AveragePrecision(scores, labels),
            DetectionMetrics.AreaUnderRoc(NormScores(model, source, totals, environment), labels),
            precision,
            recall);
    }

    // The baseline is fitted on the scored rows themselves: a model does not keep the mean and standard deviation of its training rows.
    private static float[] NormScores(VaeModel model, ILabelledRowSource source, ScoringTotals totals, CliEnvironment environment)
    {
        source = RelativeRowSource.Of(source, model.Parts.Origin);
        var baseline = NormBaseline.Fit(source, environment.Interrupt);
        var norms = new float[totals.Scores.Count];
        var batch = new float[RowPass.BatchRows(source.ColumnCount)];
        var next = 0;
        RowPass.Run(
            source,
            (rows, labels) =>
            {
                baseline.Score(rows, batch);
                for (var row = 0; row < labels.Length; row++)
                {
                    // Rows that have no score of the model, or no label, have none here.
                    if (float.IsNaN(labels[row]))
                    {
                        continue;
                    }

                    if (totals.Unscored == 0 || FiniteRowSource.IsUsable(rows.Slice(row * source.ColumnCount, source.ColumnCount), model))
                    {
                        norms[next++] = batch[row];
                    }
                }
            },
            new ScoringProgress(environment, quiet: true, totalRows: null),
            environment.Interrupt);
        return norms;
    }
}
