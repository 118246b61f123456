using ScottPlot;
using Vae.Core.Scoring;
using Vae.Plots.Drawing;
using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Plots;

/// <summary>What scores look like, and how well they tell anomalies from normal rows.</summary>
public static class ScoreFigures
{
    private static readonly (string Name, Color Color)[] Kinds = [("rows", Theme.Unknown), ("normal", Theme.Normal), ("anomalies", Theme.Anomaly)];

    /// <summary>How many rows score how high, with the threshold. The axis is logarithmic where all scores are above 0 and some are many times the usual one.</summary>
    /// <param name="scores">One a row, in the unit of the score; at least one that is finite. Those that are NaN or infinite are not drawn, and a note says how many.</param>
    /// <param name="threshold">Scores above it are flagged; NaN for none.</param>
    /// <param name="isAnomaly">One label a row, or empty (default) for rows without labels.</param>
    /// <exception cref="ArgumentException">There are no scores, none is finite, or there are labels, but not one a row.</exception>
    public static Figure Histogram(ReadOnlySpan<float> scores, float threshold, ReadOnlySpan<bool> isAnomaly = default)
    {
        Labels.RequireFitting(scores.Length, isAnomaly.Length);
        var kinds = new RowKind[scores.Length];
        for (var i = 0; i < isAnomaly.Length; i++)
        {
            kinds[i] = isAnomaly[i] ? RowKind.Anomaly : RowKind.Normal;
        }

        return Histogram(scores, kinds, threshold, "score");
    }

    /// <summary>Share of the anomalies that is found (recall) against the share of normal rows that is flagged (false-positive rate), over all thresholds, beside chance.</summary>
    /// <param name="scores">One a row, higher for what is more anomalous. Rows with NaN are left out, and a note says how many; infinities count as the highest and lowest.</param>
    /// <param name="isAnomaly">One label a row; both kinds must be there.</param>
    /// <param name="baseline">Other scores of the same rows to compare with, such as <see cref="NormBaseline"/>'s distance from the mean; empty (default) for none.</param>
    /// <param name="threshold">A threshold to mark on the curve; NaN (default) for none.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, or there is only one kind of label.</exception>
    public static Figure Roc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isAnomaly, ReadOnlySpan<float> baseline = default, float threshold = float.NaN)
    {
        var rows = LabelledScores.Of(scores, isAnomaly, baseline, "the distance from the mean");
        return Roc(rows, threshold);
    }

    /// <summary>Share of the flagged rows that are anomalies (precision) against the share of the anomalies that is found (recall), over all thresholds, beside what flagging at random has.</summary>
    /// <param name="scores">One a row, higher for what is more anomalous. Rows with NaN are left out, and a note says how many.</param>
    /// <param name="isAnomaly">One label a row; both kinds must be there.</param>
    /// <param name="baseline">Other scores of the same rows to compare with; empty (default) for none.</param>
    /// <param name="threshold">A threshold to mark on the curve; NaN (default) for none.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, or there is only one kind of label.</exception>
    public static Figure PrecisionRecall(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isAnomaly, ReadOnlySpan<float> baseline = default, float threshold = float.NaN)
    {
        var rows = LabelledScores.Of(scores, isAnomaly, baseline, "the distance from the mean");
        return PrecisionRecall(rows, threshold);
    }

    internal static Figure Histogram(ReadOnlySpan<float> scores, RowKind[] kinds, float threshold, string unit)
    {
        var places = Enumerable.Range(0, scores.Length).ToArray();
        var all = scores.ToArray();
        var drawn = places.Where(place => float.IsFinite(all[place])).ToArray();
        if (drawn.Length == 0)
        {
            throw new ArgumentException(all.Length == 0
                ? "There are no scores to draw; give those of one row at least."
                : Invariant($"Not one of the {all.Length} scores is a finite number, so that there is nothing to draw; look at the rows that gave them."));
        }

        float[] sorted = [.. drawn.Select(place => all[place])];
        RowKind[] sortedKinds = [.. drawn.Select(place => kinds[place])];
        Array.Sort(sorted, sortedKinds);
        var histogram = ScoreHistogram.Of(new SortedScores(sorted, sortedKinds), threshold);
        var flagged = sorted.Count(score => score > threshold) + all.Count(float.IsPositiveInfinity);
        var scored = all.Count(score => !float.IsNaN(score));
        return HistogramPicture.Draw(histogram, Kinds, threshold, unit, (flagged, scored), NotesOf(all, histogram));
    }

    internal static Figure Roc(LabelledScores rows, float threshold)
    {
        var plot = Theme.NewPlot("ROC: what is found, and at what price", "false-positive rate: normal rows that are flagged", "recall: anomalies that are flagged");
        Curve(plot, rows.Curve.FalsePositiveRate, rows.Curve.Recall, Invariant($"this score: area {rows.AreaUnderRoc:F3}"), Theme.Normal, LinePattern.Solid);
        if (rows.Baseline is { } other)
        {
            Curve(plot, other.FalsePositiveRate, other.Recall, Invariant($"{rows.BaselineName}: area {rows.BaselineAreaUnderRoc:F3}"), Theme.Unknown, LinePattern.Dashed);
        }

        Curve(plot, [0, 1], [0, 1], "chance: area 0.5", Theme.Quiet, LinePattern.Dotted);
        Mark(plot, rows, threshold, counts => (counts.FalsePositiveRate, counts.Recall));
        plot.ShowLegend(Alignment.LowerRight);
        Shares(plot, 1.01);
        return new Figure(
            plot,
            Invariant($"ROC of {rows.Count} rows, {rows.Anomalies} of them anomalies: area {rows.AreaUnderRoc:F3}{(rows.Baseline is null ? "" : Invariant($", {rows.BaselineName} {rows.BaselineAreaUnderRoc:F3}"))}."),
            rows.Notes);
    }

    internal static Figure PrecisionRecall(LabelledScores rows, float threshold)
    {
        var share = (double)rows.Anomalies / rows.Count;
        var plot = Theme.NewPlot("Precision and recall", "recall: anomalies that are flagged", "precision: flagged rows that are anomalies");
        Curve(plot, rows.Curve.Recall, rows.Curve.Precision, Invariant($"this score: average precision {rows.AveragePrecision:F3}"), Theme.Normal, LinePattern.Solid);
        if (rows.Baseline is { } other)
        {
            Curve(plot, other.Recall, other.Precision, rows.BaselineAveragePrecision is { } average ? Invariant($"{rows.BaselineName}: {average:F3}") : rows.BaselineName, Theme.Unknown, LinePattern.Dashed);
        }

        Curve(plot, [0, 1], [share, share], Invariant($"at random: {share:F3}"), Theme.Quiet, LinePattern.Dotted);
        Mark(plot, rows, threshold, counts => (counts.Recall, counts.Precision));
        plot.ShowLegend(Alignment.LowerLeft);
        Shares(plot, 1.03);
        return new Figure(
            plot,
            Invariant($"Precision against recall of {rows.Count} rows, {rows.Anomalies} of them anomalies: average precision {rows.AveragePrecision:F3}, at random {share:F3}."),
            rows.Notes);
    }

    /// <summary>Both axes are shares.</summary>
    private static void Shares(Plot plot, double top)
    {
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            double[] places = [.. Enumerable.Range(0, 11).Select(tenth => tenth / 10.0)];
            Theme.SetTicks(axis, places, [.. places.Select(Numbers.Short)]);
        }

        plot.Axes.SetLimits(0, 1.005, 0, top);
    }

    private static void Curve(Plot plot, double[] x, double[] y, string name, Color color, LinePattern pattern)
    {
        var line = plot.Add.ScatterLine(x, y, color);
        line.LineWidth = 2.5f;
        line.LinePattern = pattern;
        line.LegendText = name;
    }

    private static void Mark(Plot plot, LabelledScores rows, float threshold, Func<DetectionCounts, (double X, double Y)> place)
    {
        if (!float.IsNaN(threshold) && place(rows.CountAt(threshold)) is var (x, y) && double.IsFinite(x) && double.IsFinite(y))
        {
            var marker = plot.Add.Markers(new[] { x }, new[] { y }, MarkerShape.FilledCircle, 11, Theme.Threshold);
            marker.LegendText = $"threshold {Numbers.Short(threshold)}";
        }
    }

    private static List<string> NotesOf(float[] all, ScoreHistogram histogram)
    {
        var notes = new List<string>();
        void Note(int count, string what)
        {
            if (count > 0)
            {
                notes.Add($"{Numbers.Whole(count)} {(count == 1 ? "row" : "rows")} {what}");
            }
        }

        Note(all.Count(float.IsNaN), "without a score (NaN), not drawn");
        Note(all.Count(float.IsInfinity), "with an infinite score, not drawn");
        Note(histogram.Beyond, "beyond the right end, not drawn");
        return notes;
    }
}
