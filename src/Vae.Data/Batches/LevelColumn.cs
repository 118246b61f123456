using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Values of a dictionary, each by its place there.</summary>
/// <param name="places">One a record; below 0 where there is none.</param>
/// <param name="dictionary">The values.</param>
internal sealed class LevelColumn(int[] places, BatchColumn dictionary) : BatchColumn
{
    public override TableCell Cell(int row, int item) => places[row] < 0 ? TableCell.Missing : dictionary.Cell(places[row], 0);
}
