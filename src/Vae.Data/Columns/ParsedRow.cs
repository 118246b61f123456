namespace Vae.Data.Columns;

/// <summary>A row that was parsed on a thread of its own: the cells of one record and what was odd in them.</summary>
/// <param name="Block">Where the cells lie; null where the row is none of those that are wanted.</param>
/// <param name="Index">Which row of the block it is.</param>
/// <param name="State">What they are good for.</param>
/// <param name="Label">The label; NaN where there is none.</param>
/// <param name="Weight">The weight; 1 where there are none.</param>
/// <param name="Odd">What is odd; null where nothing is.</param>
internal readonly record struct ParsedRow(ParsedBlock? Block, int Index, RowState State, float Label, float Weight, IReadOnlyList<OddCell>? Odd);
