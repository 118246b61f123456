using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Cursors;

/// <summary>Shows the columns of the input under the wider schema, for readers that want none of those that the model adds.</summary>
internal sealed class PassThroughCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        active[column.Index] ? input.GetGetter<TValue>(input.Schema[column.Index]) : throw Getters.Inactive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool MoveNext() => input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
