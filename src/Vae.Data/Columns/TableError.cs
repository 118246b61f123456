namespace Vae.Data.Columns;

/// <summary>A reason why a table cannot be trained on.</summary>
/// <param name="Column">Number of the column that it is about, from 1; null where it is about rows.</param>
/// <param name="Message">What is wrong, for people.</param>
internal sealed record TableError(int? Column, string Message);
