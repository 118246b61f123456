using Vae.Core.Scoring;
using Vae.Reports.Findings;

namespace Vae.Plots.Drawing;

/// <summary>Scores of rows that have a label, and how well they rank, beside other scores of the same rows.</summary>
internal sealed class LabelledScores
{
    private readonly float[] scores;
    private readonly bool[] isAnomaly;

    public LabelledScores(float[] scores, bool[] isAnomaly, float[]? baseline, string baselineName, IReadOnlyList<string> notes)
    {
        (this.scores, this.isAnomaly, BaselineName, Notes) = (scores, isAnomaly, baselineName, notes);
        Curve = DetectionCurve.Of(scores, isAnomaly);
        AreaUnderRoc = DetectionMetrics.AreaUnderRoc(scores, isAnomaly);
        AveragePrecision = DetectionMetrics.AveragePrecision(scores, isAnomaly);
        if (baseline is not null)
        {
            Baseline = DetectionCurve.Of(baseline, isAnomaly);
            BaselineAreaUnderRoc = DetectionMetrics.AreaUnderRoc(baseline, isAnomaly);
            BaselineAveragePrecision = DetectionMetrics.AveragePrecision(baseline, isAnomaly);
        }
    }

    /// <summary>Takes what a report measures.</summary>
    /// <param name="detection">It.</param>
    /// <param name="scores">The scores of the rows that have one and a label.</param>
    /// <param name="isAnomaly">Their labels.</param>
    /// <param name="left">Rows that have not both.</param>
    public LabelledScores(Detection detection, float[] scores, bool[] isAnomaly, int left)
    {
        (this.scores, this.isAnomaly, BaselineName) = (scores, isAnomaly, "|z|, the distance from the mean");
        (Curve, AreaUnderRoc, AveragePrecision) = (detection.Curve, detection.AreaUnderRoc, detection.AveragePrecision);
        (Baseline, BaselineAreaUnderRoc, BaselineAveragePrecision) = (detection.NormCurve, detection.AreaUnderRocOfNorm ?? double.NaN, detection.AveragePrecisionOfNorm);
        Notes = left == 0 ? [] : [$"{Numbers.Whole(left)} {(left == 1 ? "row" : "rows")} without a score or a label left out"];
    }

    public int Count => scores.Length;

    public int Anomalies => isAnomaly.Count(flag => flag);

    public DetectionCurve Curve { get; }

    public double AreaUnderRoc { get; }

    public double AveragePrecision { get; }

    public DetectionCurve? Baseline { get; }

    public double BaselineAreaUnderRoc { get; }

    /// <summary>Null where it is not known.</summary>
    public double? BaselineAveragePrecision { get; }

    public string BaselineName { get; }

    public IReadOnlyList<string> Notes { get; }

    /// <summary>Takes the rows that have all scores.</summary>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or only one kind of label.</exception>
    public static LabelledScores Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isAnomaly, ReadOnlySpan<float> baseline, string baselineName)
    {
        if (scores.Length != isAnomaly.Length || (!baseline.IsEmpty && baseline.Length != scores.Length))
        {
            throw new ArgumentException(Invariant($"There are {scores.Length} scores, {isAnomaly.Length} labels and {baseline.Length} scores to compare with; give one of each a row."));
        }

        if (scores.IsEmpty)
        {
            throw new ArgumentException("There are no scores to draw; give those of two rows at least, of which one is an anomaly.");
        }

        var (kept, labels, others) = (new List<float>(), new List<bool>(), new List<float>());
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (baseline.IsEmpty || !float.IsNaN(baseline[i])))
            {
                kept.Add(scores[i]);
                labels.Add(isAnomaly[i]);
                others.Add(baseline.IsEmpty ? 0 : baseline[i]);
            }
        }

        var anomalies = labels.Count(label => label);
        if (anomalies == 0 || anomalies == labels.Count)
        {
            throw new ArgumentException(Invariant($"Of the {labels.Count} rows that have a score {anomalies} are anomalies; such a curve needs rows of both kinds."));
        }

        var left = scores.Length - kept.Count;
        return new LabelledScores(
            [.. kept], [.. labels], baseline.IsEmpty ? null : [.. others], baselineName,
            left == 0 ? [] : [$"{Numbers.Whole(left)} {(left == 1 ? "row" : "rows")} without a score (NaN) left out"]);
    }

    public DetectionCounts CountAt(float threshold) => DetectionMetrics.CountAt(scores, isAnomaly, threshold);
}
