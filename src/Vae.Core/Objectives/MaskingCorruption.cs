namespace Vae.Core.Objectives;

/// <summary>
/// The encoder sees each feature as 0 with a probability of <paramref name="Rate"/>, and as it is otherwise. 0 in scaled units: the smallest value
/// with min-max scaling, the mean with standardisation and robust scaling, a dark pixel in pictures that are not scaled.
/// </summary>
/// <param name="Rate">Probability that a feature is set to 0; above 0 and at most 0.99.</param>
public sealed record MaskingCorruption(float Rate) : Corruption
{
    internal override void Validate() => RequireRate(Rate, 0.99f, "Objective.Corruption's masking rate");
}
