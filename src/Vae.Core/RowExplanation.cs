using System.Collections.Immutable;

namespace Vae.Core;

/// <summary>Why a row has its score.</summary>
/// <param name="Score">The score, in the unit of the model's score kind.</param>
/// <param name="Threshold">The model's threshold.</param>
/// <param name="Probability">The probability of being an anomaly, as <see cref="VaeModel.Probability"/> defines it.</param>
/// <param name="Features">Each feature's part, in the order of the features.</param>
public sealed record RowExplanation(float Score, float Threshold, float Probability, ImmutableArray<FeatureExplanation> Features)
{
    /// <summary>Whether the score is above the threshold.</summary>
    public bool IsAnomaly => Score > Threshold;

    /// <summary>The features by their part of the score, the largest first.</summary>
    /// <param name="count">At most so many.</param>
    public ImmutableArray<FeatureExplanation> Largest(int count) => [.. Features.OrderByDescending(feature => feature.Contribution).Take(count)];
}
