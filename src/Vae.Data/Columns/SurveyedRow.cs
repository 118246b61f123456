namespace Vae.Data.Columns;

/// <summary>What a survey looks at of a record, as a thread of its own has read it.</summary>
/// <param name="Place">Where the record stands.</param>
/// <param name="Fault">What is wrong with it as a whole, or with its label where <paramref name="IsLabelRefused"/>; null where it can be read.</param>
/// <param name="IsLabelRefused">Whether it is the label that cannot be read.</param>
/// <param name="Label">Its label; NaN where it has none.</param>
/// <param name="LabelText">The label as it is written, where that is looked at.</param>
/// <param name="Block">Where its cells lie; null where it cannot be read.</param>
/// <param name="Index">Which record of the block it is.</param>
internal readonly record struct SurveyedRow(long Place, string? Fault, bool IsLabelRefused, float Label, string? LabelText, SurveyedBlock? Block, int Index)
{
    /// <summary>Whether its weight is 0, so that it is not looked at.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>What stands in the place of its weight and is none; null where it is one.</summary>
    public string? WeightFault { get; init; }
}
