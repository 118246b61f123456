namespace Vae.Core.Explanations;

/// <summary>One column's part in the score of a row of a table.</summary>
/// <param name="Index">The column, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value: of a categorical column the level's name, of another the number; null where the level is unseen, and where the value is missing.</param>
/// <param name="Expected">What the other features of the row lead one to expect: of a categorical column its likeliest level; null where none stands out.</param>
/// <param name="Contribution">Its part of the score, in the score's unit; the parts of a row add up to its score.</param>
/// <param name="Feature">The feature that it is, where it is not categorical, and null where it is.</param>
public sealed record ColumnExplanation(int Index, string Name, string? Value, string? Expected, float Contribution, FeatureExplanation? Feature)
{
    /// <summary>The text that stands in the row where the level is unseen and <see cref="Value"/> is null; null (the default) where it is not known.</summary>
    public string? Unseen { get; init; }

    /// <summary>Whether the row has no value there, of a model that allows it; <see cref="Value"/> is null then. Default false.</summary>
    public bool IsMissing { get; init; }

    /// <summary>In words: <c>service is 'tftp_u', expected 'http'</c>, or <c>T3 is 0.2, expected 2.1 +- 0.4</c>.</summary>
    public override string ToString() => Feature?.ToString() ?? $"{Name} is {Words()}{(Expected is null || Expected == Value ? "" : $", expected '{Expected}'")}";

    private string Words() => Value is not null ? $"'{Value}'"
        : IsMissing ? "missing"
        : string.IsNullOrEmpty(Unseen) ? "none of its levels"
        : $"'{Unseen}', never seen in training";
}
