namespace Vae.Core.Scoring;

/// <summary>How well scores tell anomalies from normal rows. Higher scores mean more anomalous; a label of true is an anomaly.</summary>
public static partial class DetectionMetrics
{
    /// <summary>
    /// The area under the ROC curve: the chance that an anomaly scores above a normal row, a tie counting half. 0.5 is guessing, 1 is
    /// perfect.
    /// </summary>
    /// <param name="scores">One score a row; infinities are ordered as numbers, NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN, or the labels are all the same.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        (float[] sorted, bool[] anomalies) = SortByScore(scores, labels);
        (long anomalyCount, long normalCount) = CountClasses(labels, "The area under the ROC curve");
        double pairs = 0;
        long normalBelow = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            (end, long anomaliesHere) = Tie(sorted, anomalies, start);
            long normalHere = end - start - anomaliesHere;
            pairs += anomaliesHere * (normalBelow + (0.5 * normalHere));
            normalBelow += normalHere;
        }

        return pairs / ((double)anomalyCount * normalCount);
    }

    /// <summary>
    /// The average precision: the sum over thresholds of precision times the gain in recall, without interpolation, rows of equal score
    /// taken together (the definition of scikit-learn). Guessing gives the share of anomalies, 1 is perfect.
    /// </summary>
    /// <param name="scores">One score a row; infinities are ordered as numbers, NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN, or the labels are all the same.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        (float[] sorted, bool[] anomalies) = SortByScore(scores, labels);
        (long anomalyCount, _) = CountClasses(labels, "The average precision");
        double sum = 0;
        long found = anomalyCount;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            // From the lowest threshold up: at this one every row from start on is flagged.
            (end, long anomaliesHere) = Tie(sorted, anomalies, start);
            sum += anomaliesHere * (double)found / (sorted.Length - start);
            found -= anomaliesHere;
        }

        return sum / anomalyCount;
    }

    /// <summary>Counts right and wrong alarms where every row that scores above a threshold is flagged.</summary>
    /// <param name="scores">One score a row; NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <param name="threshold">In the scores' unit; a score equal to it is not flagged.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN.</exception>
    public static DetectionCounts CountAt(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, float threshold)
    {
        ThrowIfUnusable(scores, labels);
        long truePositives = 0, falsePositives = 0, falseNegatives = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            bool flagged = scores[i] > threshold;
            truePositives += flagged && labels[i] ? 1 : 0;
            falsePositives += flagged && !labels[i] ? 1 : 0;
            falseNegatives += !flagged && labels[i] ? 1 : 0;
        }

        long trueNegatives = scores.Length - truePositives - falsePositives - falseNegatives;
        return new DetectionCounts(truePositives, falsePositives, falseNegatives, trueNegatives);
    }

    private static (float[] Scores, bool[] Labels) SortByScore(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        ThrowIfUnusable(scores, labels);
        float[] sortedScores = scores.ToArray();
        bool[] sortedLabels = labels.ToArray();
        Array.Sort(sortedScores, sortedLabels);
        return (sortedScores, sortedLabels);
    }

    private static (int End, long Anomalies) Tie(ReadOnlySpan<float> sorted, ReadOnlySpan<bool> anomalies, int start)
    {
        int end = start;
        long count = 0;
        for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
        {
            count += anomalies[end] ? 1 : 0;
        }

        return (end, count);
    }

    private static (long Anomalies, long Normal) CountClasses(ReadOnlySpan<bool> labels, string what)
    {
        long anomalies = labels.Count(true);
        if (anomalies == 0 || anomalies == labels.Length)
        {
            throw new VaeDataException(
                Invariant($"{what} needs anomalies and normal rows; found {anomalies} anomalies in {labels.Length} rows. Check the labels: 0 ")
                + "is normal.");
        }

        return (anomalies, labels.Length - anomalies);
    }

    private static void ThrowIfUnusable(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels were given; pass one of each a row.");
        }

        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                throw new VaeDataException(
                    Invariant($"The score of row {i} (counted from 0) of {scores.Length} is NaN, so the rows cannot be ranked; look for missing values in ")
                    + "that row.");
            }
        }
    }
}
