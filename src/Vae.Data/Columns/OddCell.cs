namespace Vae.Data.Columns;

/// <summary>Something in a record that its row of numbers does not show.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where the record stands.</param>
/// <param name="Column">The column, among those that hold features; -1 where it is the label, the weight or the record as a whole.</param>
/// <param name="Found">What is there, for people, or what is wrong; empty where that is known already.</param>
internal readonly record struct OddCell(OddCellKind Kind, long Place, int Column, string Found);
