using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Values of one column, kept by slot.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>An action that copies the value of the row as it stands into a slot; slots are filled in order the first time.</summary>
    public abstract Action<int> Writer(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter that delivers a copy of what the current slot holds.</summary>
    public abstract Delegate Getter(Func<int> slot);

    public static ColumnBuffer For(DataViewType type) => (ColumnBuffer)Activator.CreateInstance(typeof(ColumnBuffer<>).MakeGenericType(type.RawType));
}

/// <summary>Values of one raw type.</summary>
internal sealed class ColumnBuffer<T> : ColumnBuffer
{
    private static readonly Copier _copy = MakeCopier();

    private readonly List<T> _values = [];

    private delegate void Copier(in T source, ref T destination);

    public override Action<int> Writer(DataViewRow row, DataViewSchema.Column column) => Writer(row.GetGetter<T>(column));

    public Action<int> Writer(ValueGetter<T> getter)
    {
        T value = default;
        return slot =>
        {
            getter(ref value);
            T kept = slot < _values.Count ? _values[slot] : default;
            _copy(value, ref kept);
            if (slot < _values.Count)
            {
                _values[slot] = kept;
            }
            else
            {
                _values.Add(kept);
            }
        };
    }

    public override Delegate Getter(Func<int> slot) => (ValueGetter<T>)((ref T value) => _copy(_values[slot()], ref value));

    private static Copier MakeCopier()
    {
        if (!typeof(T).IsGenericType || typeof(T).GetGenericTypeDefinition() != typeof(VBuffer<>))
        {
            return (in T source, ref T destination) => destination = source;
        }

        return typeof(ColumnBuffer<T>)
            .GetMethod(nameof(CopyVector), BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(typeof(T).GetGenericArguments()[0])
            .CreateDelegate<Copier>();
    }

    private static void CopyVector<TItem>(in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}

/// <summary>A cursor over column buffers, in whatever order its source of slots goes.</summary>
internal sealed class BufferCursor(
    DataViewSchema schema, IReadOnlyDictionary<int, ColumnBuffer> columns, bool[] active, ColumnBuffer<DataViewRowId> ids, Func<int?> next, IDisposable owned) : DataViewRowCursor
{
    private long _position = -1;
    private int _slot;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (next() is not { } slot)
        {
            return false;
        }

        _slot = slot;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)ids.Getter(() => _slot);

    public override bool IsColumnActive(DataViewSchema.Column column) => active[schema.Checked(column).Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => Active.Typed<TValue>(columns[Active.Checked(this, column).Index].Getter(() => _slot), column);

    protected override void Dispose(bool disposing) => owned?.Dispose();
}
