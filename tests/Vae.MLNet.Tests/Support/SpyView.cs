using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Tests.Support;

/// <summary>Shows another data view and notes what is asked of it; may break at a row.</summary>
internal sealed class SpyView(IDataView inner, long failAtRow = long.MaxValue) : IDataView
{
    private int passes;
    private long rowsRead;

    /// <summary>Cursors opened so far.</summary>
    public int Passes => passes;

    /// <summary>Rows moved to so far, over all cursors.</summary>
    public long RowsRead => Interlocked.Read(ref rowsRead);

    /// <summary>Names of the columns active in any cursor so far.</summary>
    public HashSet<string> ActiveColumns { get; } = [];

    public bool CanShuffle => inner.CanShuffle;

    public DataViewSchema Schema => inner.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        lock (ActiveColumns)
        {
            ActiveColumns.UnionWith(columns.Select(c => c.Name));
        }

        Interlocked.Increment(ref passes);
        return new Cursor(this, inner.GetRowCursor(columns, rand), failAtRow);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(SpyView parent, DataViewRowCursor input, long failAtRow) : DataViewRowCursor
    {
        public override DataViewSchema Schema => input.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override bool MoveNext()
        {
            if (!input.MoveNext())
            {
                return false;
            }

            Interlocked.Increment(ref parent.rowsRead);
            return input.Position != failAtRow ? true : throw new IOException($"row {failAtRow} cannot be read");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
