namespace Vae.Core.Scoring;

/// <summary>
/// The probability of being an anomaly. Where it was learned from labels, <see cref="LabelledProbability"/>; else rate / (rate + p), p the score's p-value among rows like the training rows and rate that of the threshold. By Bayes' rule that is the chance
/// that a row scoring so high or higher is an anomaly, where anomalies are as frequent as the normal rows beyond the threshold and all score as high: one minus the false
/// discovery rate of flagging it (Storey 2003). 1/2 at the threshold, rising with the score, towards 1 beyond it.
/// </summary>
internal static class AnomalyProbability
{
    /// <summary>Beyond a tail that ends, and beyond what numbers hold, a p-value is this.</summary>
    public const double SmallestSurvival = 1e-30;

    /// <summary>The p-value of the threshold.</summary>
    public static double Rate(ScoreDistribution distribution, float threshold) => Math.Max(SmallestSurvival, distribution.Survival(threshold));

    /// <summary>What follows from the threshold.</summary>
    /// <param name="distribution">Of the scores.</param>
    /// <param name="rate">The p-value of the threshold.</param>
    /// <param name="score">The score.</param>
    public static float Of(ScoreDistribution distribution, double rate, float score) =>
        (float)(rate / (rate + Math.Max(SmallestSurvival, distribution.Survival(score))));

    /// <summary>What was learned from labels where there is that, else what follows from the threshold.</summary>
    public static float Of(LabelledProbability? learned, ScoreDistribution distribution, double rate, float score) => learned is null
        ? Of(distribution, rate, score)
        : (float)learned.At(distribution.Survival(score));
}
