using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Lists, whose items stand one behind the other.</summary>
/// <param name="starts">Where the items of each list begin; below 0 where there is no list.</param>
/// <param name="lengths">Items of each list.</param>
/// <param name="items">The items of all of them.</param>
internal sealed class ListColumn(int[] starts, int[] lengths, BatchColumn items) : BatchColumn
{
    public override TableCell Cell(int row, int item) => starts[row] < 0 || item >= lengths[row] ? TableCell.Missing : items.Cell(starts[row] + item, 0);

    public override int? Length(int row) => starts[row] < 0 ? null : lengths[row];
}
