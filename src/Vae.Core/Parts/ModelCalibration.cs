using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Parts;

/// <summary>What a model keeps of its training rows, so that scores can be told and explained: measured once, when training ends.</summary>
/// <param name="Scores">How scores of such rows are distributed.</param>
/// <param name="Expectation">Mean and covariance of the scaled rows, for <see cref="LinearExpectation"/>.</param>
/// <param name="Residuals">How far features are from what is expected of them.</param>
internal sealed record ModelCalibration(ScoreDistribution Scores, Whitening Expectation, ResidualStatistics Residuals)
{
    /// <summary>The probability of being an anomaly, where it was learned from labels; null where it follows from the threshold.</summary>
    public LabelledProbability? Probability { get; init; }
}
