using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Numbers, of which NaN is a missing one.</summary>
internal sealed class NumberColumn(double[] values) : BatchColumn
{
    public override TableCell Cell(int row, int item) => TableCell.Of(values[row]);
}
