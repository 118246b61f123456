using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Truth values, of which null is a missing one.</summary>
internal sealed class TruthColumn(bool?[] values) : BatchColumn
{
    public override TableCell Cell(int row, int item) => values[row] is { } truth ? TableCell.Of(truth) : TableCell.Missing;
}
