namespace Vae.Core.Scoring;

/// <summary>How the threshold is found above which a score counts as an anomaly.</summary>
public abstract record ThresholdPolicy
{
    private protected ThresholdPolicy()
    {
    }

    /// <summary>The threshold that flags this share of the training rows; 0 to 0.5.</summary>
    public static ContaminationThreshold Contamination(double rate) => new(rate);

    /// <summary>This quantile of the training rows' scores; 0 to 1.</summary>
    public static QuantileThreshold Quantile(double quantile) => new(quantile);

    /// <summary>The threshold that flags this share of the held-out rows, taken to be normal; needs <c>Training.ValidationFraction</c>.</summary>
    public static FalsePositiveRateThreshold FalsePositiveRate(double rate) => new(rate);

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
