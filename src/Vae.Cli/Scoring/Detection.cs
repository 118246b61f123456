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
    /// <summary>Measures them; takes two more passes over the rows, for the baseline, where they are too many to remember.</summary>
    public static Detection Measure(VaeModel model, ILabelledRowSource source, ScoringTotals totals, CliEnvironment environment)
    {
        var scores = CollectionsMarshal.AsSpan(totals.Scores);
        var labels = CollectionsMarshal.AsSpan(totals.IsAnomaly);
        if (totals.Weights.Count > 0)
        {
            return Weighted(model, source, totals, environment);
        }

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

    /// <summary>The same where each row counts by its weight.</summary>
    private static Detection Weighted(VaeModel model, ILabelledRowSource source, ScoringTotals totals, CliEnvironment environment)
    {
        var scores = CollectionsMarshal.AsSpan(totals.Scores);
        var labels = CollectionsMarshal.AsSpan(totals.IsAnomaly);
        var weights = CollectionsMarshal.AsSpan(totals.Weights);
        var counts = DetectionMetrics.WeighAt(scores, labels, weights, model.Threshold);
        double? precision = counts.Flagged > 0 ? counts.Precision : null;
        double? recall = counts.TruePositives + counts.FalseNegatives > 0 ? counts.Recall : null;
        if (counts.TruePositives + counts.FalseNegatives == 0 || counts.FalsePositives + counts.TrueNegatives == 0)
        {
            environment.Warn(Invariant($"Of the {scores.Length} scored rows all that have a weight above 0 are {(recall is null ? "normal" : "anomalies")}, so the scores cannot be compared with labels; 0 is the label of a normal row."));
            return new Detection(null, null, null, precision, recall);
        }

        return new Detection(
            DetectionMetrics.AreaUnderRoc(scores, labels, weights),
            DetectionMetrics.AveragePrecision(scores, labels, weights),
            DetectionMetrics.AreaUnderRoc(NormScores(model, source, totals, environment), labels, weights),
            precision,
            recall);
    }

    // The baseline is fitted on the scored rows themselves: a model does not keep the mean and standard deviation of its training rows.
    private static float[] NormScores(VaeModel model, ILabelledRowSource source, ScoringTotals totals, CliEnvironment environment)
    {
        if (totals.Remembered is { IsWhole: true } remembered)
        {
            var rows = new NormPass(NormBaseline.Fit(remembered.Rows, source.ColumnCount, CollectionsMarshal.AsSpan(totals.AllWeights)), model, totals);
            for (var first = 0; first < remembered.Labels.Length; first += RowPass.BatchRows(source.ColumnCount))
            {
                var count = Math.Min(RowPass.BatchRows(source.ColumnCount), remembered.Labels.Length - first);
                rows.Add(remembered.Rows.Slice(first * source.ColumnCount, count * source.ColumnCount), remembered.Labels.Slice(first, count));
            }

            return rows.Norms;
        }

        source = RelativeRowSource.Of(source, model.Parts.Origin);
        var pass = new NormPass(NormBaseline.Fit(source, environment.Interrupt), model, totals);
        RowPass.Run(source, pass.Add, new ScoringProgress(environment, quiet: true, totalRows: null), environment.Interrupt);
        return pass.Norms;
    }

    /// <summary>Norms of the rows that have a label and a score of the model.</summary>
    private sealed class NormPass(NormBaseline baseline, VaeModel model, ScoringTotals totals)
    {
        private readonly float[] batch = new float[RowPass.BatchRows(baseline.ColumnCount)];
        private int next;

        public float[] Norms { get; } = new float[totals.Scores.Count];

        public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> labels)
        {
            var width = baseline.ColumnCount;
            baseline.Score(rows, batch);
            for (var row = 0; row < labels.Length; row++)
            {
                if (!float.IsNaN(labels[row]) && (totals.Unscored == 0 || FiniteRowSource.IsUsable(rows.Slice(row * width, width), model)))
                {
                    Norms[next++] = batch[row];
                }
            }
        }
    }
}
