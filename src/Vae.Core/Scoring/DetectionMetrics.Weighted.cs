namespace Vae.Core.Scoring;

/// <content>The same where rows have weights: each counts for as many rows as its weight says.</content>
public static partial class DetectionMetrics
{
    /// <summary>The area under the ROC curve of rows with weights: the chance that an anomaly scores above a normal row, both drawn in proportion to their weights, a tie counting half.</summary>
    /// <param name="scores">One score a row; infinities are ordered as numbers, NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <param name="weights">One weight a row, finite and 0 or more.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN, a weight is none, or the labels of the rows that count are all the same.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
    {
        var order = Ranked(scores, labels, weights);
        var (anomalies, normals) = ClassWeights(labels, weights, "The area under the ROC curve");
        double pairs = 0, normalBelow = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            (end, var anomalyHere, var normalHere) = Tie(scores, labels, weights, order, start);
            pairs += anomalyHere * (normalBelow + (0.5 * normalHere));
            normalBelow += normalHere;
        }

        return pairs / (anomalies * normals);
    }

    /// <summary>The average precision of rows with weights.</summary>
    /// <param name="scores">One score a row; infinities are ordered as numbers, NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <param name="weights">One weight a row, finite and 0 or more.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN, a weight is none, or the labels of the rows that count are all the same.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
    {
        var order = Ranked(scores, labels, weights);
        var (anomalies, normals) = ClassWeights(labels, weights, "The average precision");
        double sum = 0, found = anomalies, flagged = anomalies + normals;
        for (int start = 0, end; start < order.Length; start = end)
        {
            (end, var anomalyHere, var normalHere) = Tie(scores, labels, weights, order, start);
            sum += flagged > 0 ? anomalyHere * found / flagged : 0;
            found -= anomalyHere;
            flagged -= anomalyHere + normalHere;
        }

        return sum / anomalies;
    }

    /// <summary>The weights of right and wrong alarms where every row that scores above a threshold is flagged.</summary>
    /// <param name="scores">One score a row; NaN is refused.</param>
    /// <param name="labels">One label a row.</param>
    /// <param name="weights">One weight a row, finite and 0 or more.</param>
    /// <param name="threshold">In the scores' unit; a score equal to it is not flagged.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="VaeDataException">A score is NaN, or a weight is none.</exception>
    public static DetectionWeights WeighAt(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights, float threshold)
    {
        ThrowIfUnusable(scores, labels);
        Require(weights, scores.Length);
        Span<double> sums = stackalloc double[4];
        for (var i = 0; i < scores.Length; i++)
        {
            sums[(scores[i] > threshold ? 0 : 2) + (labels[i] ? 0 : 1)] += weights[i];
        }

        return new DetectionWeights(sums[0], sums[1], sums[2], sums[3]);
    }

    private static int[] Ranked(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights)
    {
        ThrowIfUnusable(scores, labels);
        Require(weights, scores.Length);
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores.ToArray(), order);
        return order;
    }

    private static void Require(ReadOnlySpan<float> weights, int rows)
    {
        if (weights.Length != rows)
        {
            throw new ArgumentException(Invariant($"{rows} scores and {weights.Length} weights were given; pass one of each a row."));
        }

        for (var i = 0; i < rows; i++)
        {
            Data.WeightSums.Require(weights[i], i, "weights");
        }
    }

    private static (int End, double Anomalies, double Normals) Tie(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights, int[] order, int start)
    {
        double anomalies = 0, normals = 0;
        var end = start;
        for (; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
        {
            var weight = weights[order[end]];
            anomalies += labels[order[end]] ? weight : 0;
            normals += labels[order[end]] ? 0 : weight;
        }

        return (end, anomalies, normals);
    }

    private static (double Anomalies, double Normals) ClassWeights(ReadOnlySpan<bool> labels, ReadOnlySpan<float> weights, string what)
    {
        double anomalies = 0, normals = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            anomalies += labels[i] ? weights[i] : 0;
            normals += labels[i] ? 0 : weights[i];
        }

        return anomalies > 0 && normals > 0 ? (anomalies, normals) : throw new VaeDataException(
            Invariant($"{what} needs anomalies and normal rows; found anomalies of a weight of {anomalies} in all, and normal rows of {normals}, in {labels.Length} rows. Check the labels, of which 0 is normal, and the weights."));
    }
}
