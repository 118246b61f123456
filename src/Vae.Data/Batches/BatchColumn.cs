using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>The values of one column in a batch of records.</summary>
internal abstract class BatchColumn
{
    /// <summary>A value.</summary>
    /// <param name="row">The record, from 0 in the batch; or the place among the items of all lists where these are such.</param>
    /// <param name="item">The number of the item where the column is one of lists, else 0.</param>
    public abstract TableCell Cell(int row, int item);

    /// <summary>Items of a list; null where there is none, or the column is not one of lists.</summary>
    public virtual int? Length(int row) => null;
}
