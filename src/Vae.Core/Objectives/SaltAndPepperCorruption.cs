using Vae.Core.Data;
using Vae.Core.Likelihoods;

namespace Vae.Core.Objectives;

/// <summary>
/// The encoder sees each feature as <see cref="Low"/> or <see cref="High"/> with a probability of half the <paramref name="Rate"/> each, and as it is
/// otherwise.
/// </summary>
/// <param name="Rate">Probability that a feature is replaced; above 0 and at most 1.</param>
public sealed record SaltAndPepperCorruption(float Rate) : Corruption
{
    /// <summary>
    /// The low value in scaled units. <see langword="null"/> (default): 0 where the likelihood is Bernoulli or the scaling min-max, whose range is [0, 1];
    /// -2, two of the scaler's deviations below the mean, with standardisation and robust scaling. Unscaled rows of a Gaussian decoder have no known range:
    /// both values must be given there.
    /// </summary>
    public float? Low { get; init; }

    /// <summary>The high value in scaled units, above <see cref="Low"/>. <see langword="null"/> (default): 1, or 2, where <see cref="Low"/> is 0, or -2.</summary>
    public float? High { get; init; }

    internal override void Validate()
    {
        RequireRate(Rate, 1, "Objective.Corruption's salt-and-pepper rate");
        if (Low is { } low)
        {
            Require.InRange(low, -1e6f, 1e6f, "Objective.Corruption's low value");
        }

        if (High is { } high)
        {
            Require.InRange(high, -1e6f, 1e6f, "Objective.Corruption's high value");
        }
    }

    /// <summary>The same with both values, which follow from the scaling and the likelihood where they were not given.</summary>
    /// <exception cref="ArgumentException">The range is not known, or is empty.</exception>
    internal SaltAndPepperCorruption Resolve(ScalingKind scaling, Likelihood likelihood)
    {
        var isUnit = likelihood is BernoulliLikelihood || scaling == ScalingKind.MinMax;
        if (!isUnit && scaling == ScalingKind.None && (Low is null || High is null))
        {
            throw new ArgumentException(
                "Objective.Corruption is salt and pepper on rows that are not scaled, whose range is not known; give both its Low and its High, or choose a scaling.");
        }

        var resolved = this with { Low = Low ?? (isUnit ? 0 : -2), High = High ?? (isUnit ? 1 : 2) };
        return resolved.Low < resolved.High
            ? resolved
            : throw new ArgumentException(FormattableString.Invariant(
                $"Objective.Corruption's low value is {resolved.Low} and must be below its high value, {resolved.High}; choose two such values."));
    }
}
