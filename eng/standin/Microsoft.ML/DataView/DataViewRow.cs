using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes a value into <paramref name="value"/>, whose memory it may reuse.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>One row; a cursor is a row that moves.</summary>
public abstract class DataViewRow : IDisposable
{
    public abstract long Position { get; }

    public abstract long Batch { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Walks rows forward; <see cref="DataViewRow.Position"/> is -1 before the first.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
