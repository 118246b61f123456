using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>A column without a value.</summary>
internal sealed class MissingColumn : BatchColumn
{
    public override TableCell Cell(int row, int item) => TableCell.Missing;
}
