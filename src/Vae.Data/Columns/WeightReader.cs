using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Reads weights of rows.</summary>
internal static class WeightReader
{
    /// <summary>Reads a weight: a finite number, 0 or more.</summary>
    /// <returns>False where it is none.</returns>
    public static bool TryRead(CellReader cells, TableCell cell, out float weight)
    {
        var meaning = cells.Read(cell, out var number);
        weight = (float)number;
        return meaning is CellMeaning.Number or CellMeaning.Truth && float.IsFinite(weight) && weight >= 0;
    }

    /// <summary>What is said of a value that is no weight.</summary>
    /// <param name="refusals">Knows where a field stands.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="place">Where the record stands.</param>
    /// <param name="found">The value, for people.</param>
    public static string Refusal(Refusals refusals, ColumnLayout layout, long place, string found) =>
        $"{refusals.At(place, layout.WeightField)}: found {(found.Length == 0 ? "nothing" : $"'{found}'")} as the weight of the row, a finite number was wanted, 0 or more: 0 leaves the row out, 2 counts it twice; correct it, or name another column (TableOptions.WeightColumn).";
}
