using System.Globalization;
using Vae.Core.Data;

namespace Vae.Core.Explanations;

/// <summary>One feature's part in the score of a row.</summary>
/// <param name="Index">The feature, from 0.</param>
/// <param name="Name">Its name, or <c>feature 1</c> and so on where features have none.</param>
/// <param name="Value">Its value, in its own unit; NaN where it is missing, of a model that allows it.</param>
/// <param name="Expected">What the other features of the row lead one to expect of it, in its own unit: its mean given theirs, under the covariance of the training rows; without those, four at most, that are more than three sigma off themselves.</param>
/// <param name="Sigma">Standard deviation of that, in its own unit.</param>
/// <param name="Contribution">Its part of the score, in the score's unit; the parts of a row add up to its score.</param>
public sealed record FeatureExplanation(int Index, string Name, double Value, double Expected, float Sigma, float Contribution)
{
    /// <summary>Whether it is a feature that had one value in training (<see cref="Models.VaeModel.ConstantFeatures"/>): <see cref="Expected"/> is that value, and <see cref="Sigma"/> 0.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Of a column of truth values what its table calls them, such as <c>false</c> and <c>true</c>; null (the default) of another, and where they are 0 and 1. <see cref="Value"/> is 0 or 1 all the same, and <see cref="Expected"/> about the chance of 1.</summary>
    public TruthWords? Truths { get; init; }

    /// <summary>How many sigma the value is above (or, negative, below) what was expected; infinite for another value of a constant.</summary>
    public float Surprise => Value == Expected ? 0 : (float)((Value - Expected) / Sigma);

    /// <summary>In words, with as many digits as tell value and expectation apart: <c>T3 is 0.2, expected 2.1 +- 0.4</c>, <c>smoker is true, expected false (96 %)</c>, or <c>k is 1100000, constantly 1000000 in training</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name} is {(double.IsNaN(Value) ? "missing" : Text(Value))}, {(IsConstant ? $"constantly {Text(Expected)} in training" : Truths is null ? $"expected {Text(Expected)} +- {SigmaText()}" : $"expected {ExpectedTruth()}")}");

    /// <summary>A value with as many digits as tell it and the expectation apart.</summary>
    internal string Text(double value)
    {
        if (Truths is { } words && (value is 0 or 1))
        {
            return words.Likelier(value);
        }

        const int Fewest = 4;
        const int Most = 15;
        var digits = Math.Ceiling(Math.Log10(Math.Abs(value) / Sigma)) + 1;
        var rounded = value.ToString(string.Create(CultureInfo.InvariantCulture, $"G{(double.IsNaN(digits) ? Fewest : (int)Math.Clamp(digits, Fewest, Most))}"), CultureInfo.InvariantCulture);

        return Plain(rounded);
    }

    /// <summary>The standard deviation with two digits.</summary>
    internal string SigmaText() => Plain(Sigma.ToString("G2", CultureInfo.InvariantCulture));

    /// <summary>What was expected of a truth value: the likelier word, and how likely it was.</summary>
    internal string ExpectedTruth()
    {
        var chance = Math.Clamp(Expected, 0, 1);
        return string.Create(CultureInfo.InvariantCulture, $"{Truths!.Likelier(chance)} ({Math.Max(chance, 1 - chance):P0})");
    }

    // Not 1.1E+06 for 1100000.
    private static string Plain(string rounded) => double.Parse(rounded, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
