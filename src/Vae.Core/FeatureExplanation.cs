using System.Globalization;

namespace Vae.Core;

/// <summary>One feature's part in the score of a row.</summary>
/// <param name="Index">The feature, from 0.</param>
/// <param name="Name">Its name, or <c>feature 1</c> and so on where features have none.</param>
/// <param name="Value">Its value, in its own unit; NaN where it is missing, of a model that allows it.</param>
/// <param name="Expected">What the other features of the row lead one to expect of it, in its own unit: its mean given theirs, under the covariance of the training rows.</param>
/// <param name="Sigma">Standard deviation of that, in its own unit.</param>
/// <param name="Contribution">Its part of the score, in the score's unit; the parts of a row add up to its score.</param>
public sealed record FeatureExplanation(int Index, string Name, float Value, float Expected, float Sigma, float Contribution)
{
    /// <summary>How many sigma the value is above (or, negative, below) what was expected.</summary>
    public float Surprise => (Value - Expected) / Sigma;

    /// <summary>In words: <c>T3 is 0.2, expected 2.1 +- 0.4</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name} is {(float.IsNaN(Value) ? "missing" : Value.ToString("G4", CultureInfo.InvariantCulture))}, expected {Expected:G4} +- {Sigma:G2}");
}
