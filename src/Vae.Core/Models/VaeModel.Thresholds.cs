using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scoring;

namespace Vae.Core.Models;

/// <content>Thresholds of a model that is trained, and what scores mean.</content>
public sealed partial class VaeModel
{
    /// <summary>How the scores of rows like the training rows are distributed; null in models of format version 1, which do not hold it.</summary>
    public ScoreDistribution? ScoreDistribution => parts.Calibration?.Scores;

    /// <summary>The same model with another threshold; nothing is trained or copied.</summary>
    /// <param name="threshold">In the score's unit; any number but NaN.</param>
    /// <exception cref="ArgumentException"><paramref name="threshold"/> is NaN.</exception>
    public VaeModel WithThreshold(float threshold)
    {
        if (float.IsNaN(threshold))
        {
            throw new ArgumentException("The threshold is NaN; give a number in the score's unit.", nameof(threshold));
        }

        return new VaeModel(parts with { Threshold = threshold }, pipeline);
    }

    /// <summary>The same model with the threshold that a policy finds in the distribution of scores that the model keeps; nothing is trained, and no rows are needed.</summary>
    /// <param name="policy">A contamination, quantile, extreme-value or fixed threshold.</param>
    /// <exception cref="ArgumentException">A value of the policy is out of range, or it needs rows: a false-positive rate and the best F1 do.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps no distribution of scores.</exception>
    public VaeModel WithThreshold(ThresholdPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        policy.Validate();
        return WithThreshold(ThresholdFinder.TryFind(policy, RequireCalibration().Scores) ?? throw new ArgumentException(
            $"A threshold of kind {policy.GetType().Name} is found on rows; give them: WithThreshold(policy, rows).", nameof(policy)));
    }

    /// <summary>The same model with the threshold that a policy finds on rows; nothing is trained.</summary>
    /// <param name="policy">The policy. The best F1 needs rows with labels; a false-positive rate and an extreme-value threshold take the normal rows of labelled ones, and all rows of others.</param>
    /// <param name="rows">Rows in raw units, not those that it was trained on; those without a score are left out.</param>
    /// <param name="onWarning">Told what labels give reason to warn of (<see cref="LabelWarnings"/>): the minority taken for normal, an area under ROC below one half. Default null.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <exception cref="ArgumentException">A value of the policy is out of range, or it is the best F1 and the rows have no labels.</exception>
    /// <exception cref="VaeDataException">The rows have the wrong width, none can be scored, or their labels are all the same.</exception>
    public VaeModel WithThreshold(ThresholdPolicy policy, IRowSource rows, Action<DataWarning>? onWarning = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(rows);
        policy.Validate();
        var scored = ScoredRows.Of(this, rows, cancellationToken);
        Warn(scored, rows, onWarning);
        if (policy is BestF1Threshold)
        {
            return scored.IsAnomaly is { } labels
                ? WithThreshold(ThresholdFinder.BestF1(scored.Scores, labels))
                : throw new ArgumentException("The best F1 needs rows with labels but these have none; name the label column, or choose another policy.", nameof(rows));
        }

        var wanted = policy is FalsePositiveRateThreshold or ExtremeValueThreshold ? scored.Normal() : scored.Scores;
        if (wanted.Length == 0)
        {
            throw new VaeDataException($"No row has label 0 among the {scored.Scores.Length} labelled rows that can be scored, so none is a normal row, which this threshold is found on; 0 is the label of a normal row.");
        }

        return WithThreshold(ThresholdFinder.Find(policy, wanted));
    }

    /// <summary>
    /// The probability that a row with this score is an anomaly: as it was learned from labels (<see cref="WithProbability"/>), or else rate / (rate + p), p the share of rows
    /// like the training rows that score higher (<see cref="ScoreDistribution.Survival"/>) and rate that share at <see cref="Threshold"/>.
    /// </summary>
    /// <remarks>
    /// The second is by Bayes' rule the chance that a row scoring so high or higher is an anomaly, where anomalies are as frequent as the normal rows beyond the threshold, and all
    /// score as high. So it is 1/2 at the threshold, never falls as the score rises, goes towards 1 beyond it, and is rate / (rate + 1) at least.
    /// </remarks>
    /// <param name="score">In the unit of the model's own score kind; NaN gives NaN.</param>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps no distribution of scores.</exception>
    public float Probability(float score)
    {
        var calibration = RequireCalibration();
        return AnomalyProbability.Of(calibration.Probability, calibration.Scores, AnomalyProbability.Rate(calibration.Scores, Threshold), score);
    }

    /// <summary>How the probability was learned from labels; null where it follows from the threshold.</summary>
    public LabelledProbability? LabelledProbability => parts.Calibration?.Probability;

    /// <summary>The same model with probabilities learned from rows with labels, by logistic regression on the logarithm of the score's p-value; nothing else is trained.</summary>
    /// <param name="rows">Rows in raw units with labels, 0 for normal, best not those that it was trained on; those without a score are left out.</param>
    /// <param name="prevalence">
    /// Share of anomalies where the model will be used, above 0 and below 1, which the log-odds are shifted to; null takes that of <paramref name="rows"/>.
    /// </param>
    /// <param name="onWarning">Told what labels give reason to warn of, as by <see cref="WithThreshold(ThresholdPolicy, IRowSource, Action{DataWarning}?, CancellationToken)"/>. Default null.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <exception cref="ArgumentException">The rows have no labels, or <paramref name="prevalence"/> is out of range.</exception>
    /// <exception cref="VaeDataException">The rows have the wrong width, none can be scored, or their labels are all the same.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps no distribution of scores.</exception>
    public VaeModel WithProbability(IRowSource rows, double? prevalence = null, Action<DataWarning>? onWarning = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var calibration = RequireCalibration();
        if (prevalence is { } share && !(share > 0 && share < 1))
        {
            throw new ArgumentException(Invariant($"The prevalence is {share} but a share of anomalies lies above 0 and below 1."), nameof(prevalence));
        }

        var scored = ScoredRows.Of(this, rows, cancellationToken);
        Warn(scored, rows, onWarning);
        var labels = scored.IsAnomaly
            ?? throw new ArgumentException("A probability is learned from rows with labels but these have none; name the label column.", nameof(rows));
        if (!labels.Contains(true) || !labels.Contains(false))
        {
            throw new VaeDataException(
                $"All {labels.Length} rows that can be scored have the same label, {(labels[0] ? "anomaly" : "normal")}; a probability is learned from both normal rows (0) and anomalies.");
        }

        double[] surprises = [.. scored.Scores.Select(score => Scoring.LabelledProbability.Surprise(calibration.Scores.Survival(score)))];
        var learned = Scoring.LabelledProbability.Fit(surprises, labels, prevalence);
        return new VaeModel(parts with { Calibration = calibration with { Probability = learned } }, pipeline);
    }

    private static void Warn(ScoredRows scored, IRowSource rows, Action<DataWarning>? onWarning)
    {
        foreach (var warning in onWarning is null ? [] : scored.LabelWarnings(rows))
        {
            onWarning!(warning);
        }
    }

    private void Probabilities(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        var calibration = RequireCalibration();
        var rate = AnomalyProbability.Rate(calibration.Scores, Threshold);
        for (var i = 0; i < scores.Length; i++)
        {
            probabilities[i] = AnomalyProbability.Of(calibration.Probability, calibration.Scores, rate, scores[i]);
        }
    }

    private ModelCalibration RequireCalibration() => parts.Calibration ?? throw new InvalidOperationException(
        "This model is of format version 1, whose files keep nothing of the training rows; train it again for probabilities, explanations and comparisons.");
}
