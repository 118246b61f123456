namespace Vae.Core.Options;

/// <summary>How the threshold is found above which a score counts as an anomaly.</summary>
public abstract record ThresholdPolicy
{
    private protected ThresholdPolicy()
    {
    }

    /// <summary>
    /// The threshold that flags this share of rows like the training rows; 0 to 0.5. It is found on scores of rows that the covariance was not fitted on (<see cref="Reports.ScoreOrigin"/>):
    /// of few training rows themselves it flags fewer.
    /// </summary>
    public static ContaminationThreshold Contamination(double rate) => new(rate);

    /// <summary>This quantile of the scores of rows like the training rows, found as for <see cref="Contamination"/>; 0 to 1.</summary>
    public static QuantileThreshold Quantile(double quantile) => new(quantile);

    /// <summary>The threshold that flags this share of the held-out rows, taken to be normal; needs <c>Training.ValidationFraction</c>.</summary>
    public static FalsePositiveRateThreshold FalsePositiveRate(double rate) => new(rate);

    /// <summary>
    /// The threshold with the best F1 on labelled rows; the highest of those that are equally good. Needs labels, so it is no option of training: see
    /// <see cref="Models.VaeModel.WithThreshold(ThresholdPolicy, Data.IRowSource, Action{Data.DataWarning}?, CancellationToken)"/>.
    /// </summary>
    public static BestF1Threshold BestF1() => new();

    /// <summary>
    /// The threshold that a row like the training rows exceeds with this chance, beyond the highest score seen too: a generalised Pareto tail is fitted to the highest
    /// scores, peaks over threshold (Siffer et al. 2017). Needs some 200 rows; of fewer it is the plain quantile 1 - risk, and training warns.
    /// </summary>
    /// <param name="risk">The chance; 0.000000001 to 0.1.</param>
    public static ExtremeValueThreshold ExtremeValue(double risk = 1e-3) => new(risk);

    /// <summary>A number of the user's own, in the score's unit.</summary>
    public static FixedThreshold Fixed(float value) => new(value);

    internal abstract void Validate();
}

/// <summary>See <see cref="ThresholdPolicy.Contamination"/>.</summary>
/// <param name="Rate">Share of training rows to flag.</param>
public sealed record ContaminationThreshold(double Rate) : ThresholdPolicy
{
    internal override void Validate() => Require.InRange(Rate, 0, 0.5, "Scoring.Threshold's contamination rate");
}

/// <summary>See <see cref="ThresholdPolicy.Quantile"/>.</summary>
/// <param name="Value">The quantile, 0 to 1.</param>
public sealed record QuantileThreshold(double Value) : ThresholdPolicy
{
    internal override void Validate() => Require.InRange(Value, 0.0, 1.0, "Scoring.Threshold's quantile");
}

/// <summary>See <see cref="ThresholdPolicy.FalsePositiveRate"/>.</summary>
/// <param name="Rate">Share of held-out normal rows to flag.</param>
public sealed record FalsePositiveRateThreshold(double Rate) : ThresholdPolicy
{
    internal override void Validate() => Require.InRange(Rate, 0.0, 1.0, "Scoring.Threshold's false-positive rate");
}

/// <summary>See <see cref="ThresholdPolicy.Fixed"/>.</summary>
/// <param name="Value">The threshold, in the score's unit.</param>
public sealed record FixedThreshold(float Value) : ThresholdPolicy
{
    internal override void Validate() => Require.InRange(Value, float.MinValue, float.MaxValue, "Scoring.Threshold's value");
}

/// <summary>See <see cref="ThresholdPolicy.BestF1"/>.</summary>
public sealed record BestF1Threshold : ThresholdPolicy
{
    internal override void Validate()
    {
    }
}

/// <summary>See <see cref="ThresholdPolicy.ExtremeValue"/>.</summary>
/// <param name="Risk">The chance that a normal row is flagged.</param>
public sealed record ExtremeValueThreshold(double Risk) : ThresholdPolicy
{
    internal override void Validate() => Require.InRange(Risk, 1e-9, 0.1, "Scoring.Threshold's risk");
}
