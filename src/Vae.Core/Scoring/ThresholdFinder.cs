using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Scoring;

/// <summary>Finds the threshold that a policy asks for.</summary>
internal static class ThresholdFinder
{
    /// <summary>From scores in any order.</summary>
    /// <param name="policy">Any but the best F1.</param>
    /// <param name="scores">For a false-positive rate those of held-out normal rows, else those that the score's distribution is measured on.</param>
    /// <exception cref="VaeDataException">There are no scores.</exception>
    public static float Find(ThresholdPolicy policy, ReadOnlySpan<float> scores) => FindParting(policy, scores).Threshold;

    /// <summary>The same, with the equal scores that it should have parted.</summary>
    public static RateThreshold FindParting(ThresholdPolicy policy, ReadOnlySpan<float> scores) => policy switch
    {
        FixedThreshold given => new RateThreshold(given.Value, 0, 0, 0),
        ExtremeValueThreshold extreme => Extreme(extreme, scores),
        _ when RateOf(policy) is { } rate => RateThreshold.Find(Known(scores), rate),
        _ => throw Labels(),
    };

    /// <summary>The share of rows that a policy flags; null where it asks for none.</summary>
    public static double? RateOf(ThresholdPolicy policy) => policy switch
    {
        ContaminationThreshold contamination => contamination.Rate,
        QuantileThreshold quantile => 1 - quantile.Value,
        FalsePositiveRateThreshold rate => rate.Rate,
        ExtremeValueThreshold extreme => extreme.Risk,
        _ => null,
    };

    /// <summary>From the distribution that a model keeps; null where the policy is of other rows.</summary>
    public static float? TryFind(ThresholdPolicy policy, ScoreDistribution distribution) => policy switch
    {
        ContaminationThreshold contamination => distribution.Quantile(1 - contamination.Rate),
        QuantileThreshold quantile => distribution.Quantile(quantile.Value),
        FixedThreshold given => given.Value,
        ExtremeValueThreshold extreme => distribution.ExtremeScore(extreme.Risk),
        _ => null,
    };

    /// <summary>The threshold of the best F1, halfway to the next lower score; the highest of equally good ones.</summary>
    /// <exception cref="VaeDataException">A score is NaN, or the labels are all the same.</exception>
    public static float BestF1(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isAnomaly)
    {
        var sorted = scores.ToArray();
        var labels = isAnomaly.ToArray();
        Array.Sort(sorted, labels);
        var anomalies = labels.Count(label => label);
        if (anomalies == 0 || anomalies == labels.Length)
        {
            throw new VaeDataException(
                Invariant($"{anomalies} of the {labels.Length} labelled rows are anomalies; the best F1 needs some of both kinds: 0 is the label of a normal row."));
        }

        if (float.IsNaN(sorted[0]))
        {
            throw new VaeDataException("A labelled row has no score, because it holds NaN or an infinity; fill in the value or leave the row out.");
        }

        var (best, bestF1, caught) = (float.PositiveInfinity, 0.0, 0);
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            caught += labels[i] ? 1 : 0;
            if (i > 0 && sorted[i - 1] == sorted[i])
            {
                continue;
            }

            var f1 = 2.0 * caught / (anomalies + sorted.Length - i);
            if (f1 > bestF1)
            {
                bestF1 = f1;
                var middle = i == 0 ? float.BitDecrement(sorted[0]) : (float)((sorted[i] + (double)sorted[i - 1]) / 2);
                best = middle < sorted[i] ? middle : sorted[i - 1];
            }
        }

        return best;
    }

    private static RateThreshold Extreme(ExtremeValueThreshold policy, ReadOnlySpan<float> scores)
    {
        var distribution = ScoreDistribution.TryFit(scores, ScoreOrigin.Given);
        return distribution?.Tail is null ? RateThreshold.Find(Known(scores), policy.Risk) : new RateThreshold(distribution.ExtremeScore(policy.Risk), 0, 0, 0);
    }

    private static float[] Known(ReadOnlySpan<float> scores)
    {
        float[] known = [.. scores.ToArray().Where(score => !float.IsNaN(score))];
        return known.Length > 0 ? known : throw new VaeDataException("There are no scores to find a threshold from; give training (or held-out) rows.");
    }

    private static ArgumentException Labels() =>
        new("The best F1 needs labelled rows; call WithThreshold with a source of rows that has labels.");
}
