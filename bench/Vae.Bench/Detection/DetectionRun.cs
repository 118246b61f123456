using Vae.Core.Scoring;

namespace Vae.Bench.Detection;

/// <summary>What one split of one set gave.</summary>
internal sealed class DetectionRun
{
    private readonly Dictionary<Detector, (double Auc, double Precision)> figures = [];

    /// <summary>Latent units of the model that are active, and how many it has.</summary>
    public required (int Active, int Of) Units { get; init; }

    /// <summary>Seconds that the default recipe took to fit.</summary>
    public required double Seconds { get; init; }

    /// <summary>Share of held-out normal rows above the default threshold; null where no rows are held out.</summary>
    public required double? FalsePositiveRate { get; init; }

    /// <summary>The same of the recipe that was told that the rows fitted on are normal.</summary>
    public required double? FalsePositiveRateOfNormal { get; init; }

    /// <summary>Area under the ROC curve of a detector, times 100; null where it did not run.</summary>
    public double? Auc(Detector detector) => figures.TryGetValue(detector, out var figure) ? figure.Auc : null;

    /// <summary>Average precision of a detector, times 100; null where it did not run.</summary>
    public double? Precision(Detector detector) => figures.TryGetValue(detector, out var figure) ? figure.Precision : null;

    /// <summary>Takes a detector's scores of the split's test rows.</summary>
    public void Add(Detector detector, ReadOnlySpan<double> scores, bool[] labels) => figures[detector] = Measure(scores, labels);

    /// <summary>ROC AUC and average precision of scores, both times 100.</summary>
    public static (double Auc, double Precision) Measure(ReadOnlySpan<double> scores, bool[] labels)
    {
        // Ranks are all that counts, and neighbouring doubles must not become one float.
        var order = new int[scores.Length];
        var sorted = scores.ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var ranks = new float[order.Length];
        for (int i = 0, rank = 0; i < order.Length; i++)
        {
            rank += i > 0 && sorted[i] > sorted[i - 1] ? 1 : 0;
            ranks[order[i]] = rank;
        }

        return (100 * DetectionMetrics.AreaUnderRoc(ranks, labels), 100 * DetectionMetrics.AveragePrecision(ranks, labels));
    }
}
