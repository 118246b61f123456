namespace Vae.Core.Scoring;

/// <summary>Finds the threshold that a policy asks for.</summary>
internal static class ThresholdFinder
{
    /// <param name="policy">The policy.</param>
    /// <param name="trainingScores">Scores of training rows, in any order.</param>
    /// <param name="validationScores">Scores of held-out rows, in any order.</param>
    public static float Find(ThresholdPolicy policy, ReadOnlySpan<float> trainingScores, ReadOnlySpan<float> validationScores) => policy switch
    {
        ContaminationThreshold contamination => Quantile(trainingScores, 1 - contamination.Rate),
        QuantileThreshold quantile => Quantile(trainingScores, quantile.Value),
        FalsePositiveRateThreshold rate => Quantile(validationScores, 1 - rate.Rate),
        FixedThreshold given => given.Value,
        _ => throw new NotSupportedException($"There is no threshold policy {policy.GetType().Name}."),
    };

    /// <summary>The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    public static float Quantile(ReadOnlySpan<float> values, double quantile)
    {
        if (values.IsEmpty)
        {
            throw new VaeDataException("There are no scores to find a threshold from; give training (or held-out) rows.");
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var position = quantile * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return (float)(sorted[below] + ((position - below) * (sorted[above] - (double)sorted[below])));
    }
}
