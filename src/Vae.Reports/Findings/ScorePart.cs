namespace Vae.Reports.Findings;

/// <summary>A column's part in the score of a row, as people read it.</summary>
/// <param name="Column">The column, from 0.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Expected">What the other columns lead one to expect; empty where nothing stands out.</param>
/// <param name="Spread">Standard deviation of that; empty where it has none.</param>
/// <param name="Surprise">How many of them the value is off; null where there is none.</param>
/// <param name="Part">Its part of the score, in the score's unit.</param>
internal sealed record ScorePart(int Column, string Value, string Expected, string Spread, double? Surprise, double Part);
