namespace Microsoft.ML.Data;

/// <summary>A view whose every row is a mapper's image of its source's.</summary>
internal sealed class MapperView(IDataView source, IRowToRowMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] needed = columnsNeeded.ToArray();
        return Mapped(source.GetRowCursor(mapper.GetDependencies(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        DataViewSchema.Column[] needed = columnsNeeded.ToArray();
        return source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand).Select(cursor => Mapped(cursor, needed)).ToArray();
    }

    private DataViewRowCursor Mapped(DataViewRowCursor cursor, DataViewSchema.Column[] needed)
        => new PassCursor(cursor, mapper.GetRow(cursor, needed), null);
}

/// <summary>A cursor that shows what a row over its source shows, and may step over some of the source's rows.</summary>
internal sealed class PassCursor(DataViewRowCursor source, DataViewRow view, Func<bool> keep) : DataViewRowCursor
{
    private long _position = -1;

    public override long Position => keep is null ? source.Position : _position;

    public override long Batch => view.Batch;

    public override DataViewSchema Schema => view.Schema;

    public override bool MoveNext()
    {
        while (source.MoveNext())
        {
            if (keep is null || keep())
            {
                _position++;
                return true;
            }
        }

        return false;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => view.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => view.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => view.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            view.Dispose();
            source.Dispose();
        }
    }
}
