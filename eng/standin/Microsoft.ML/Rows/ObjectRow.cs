namespace Microsoft.ML.Data;

/// <summary>A row, and at need a cursor, over objects of a row class.</summary>
internal sealed class ObjectRow<TRow> : DataViewRowCursor
    where TRow : class
{
    private readonly RowMember<TRow>[] _members;
    private readonly bool[] _active;
    private readonly IEnumerator<TRow> _source;
    private long _position = -1;
    private TRow _current;

    public ObjectRow(DataViewSchema schema, RowMember<TRow>[] members, IEnumerable<DataViewSchema.Column> columnsNeeded, IEnumerator<TRow> source)
    {
        Schema = schema;
        _members = members;
        _active = Active.In(schema, columnsNeeded);
        _source = source;
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Puts an object under the row without moving through a source.</summary>
    public void Set(TRow value)
    {
        _current = value;
        _position++;
    }

    public override bool MoveNext()
    {
        if (!_source.MoveNext())
        {
            _current = null;
            return false;
        }

        Set(_source.Current ?? throw new InvalidOperationException($"Row {_position + 1} of the data is null."));
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[Schema.Checked(column).Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        int index = Active.Checked(this, column).Index;
        ValueGetter<TValue> getter = Active.Typed<TValue>(_members[index].Getter(() => _current), column);
        return column.Type is KeyDataViewType key && getter is ValueGetter<uint> number ? (ValueGetter<TValue>)(object)FromZero(number, key.Count) : getter;
    }

    protected override void Dispose(bool disposing) => _source?.Dispose();

    /// <summary>Members number keys from 0, columns from 1; what is beyond the count is missing, 0.</summary>
    private static ValueGetter<uint> FromZero(ValueGetter<uint> member, ulong count) => (ref uint value) =>
    {
        member(ref value);
        value = value < count ? value + 1 : 0;
    };
}

/// <summary>Which columns of a row are active, and the checks that every getter makes.</summary>
internal static class Active
{
    public static bool[] In(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            active[schema.Checked(column).Index] = true;
        }

        return active;
    }

    public static DataViewSchema.Column Checked(DataViewRow row, DataViewSchema.Column column)
        => row.IsColumnActive(column)
            ? row.Schema.Checked(column)
            : throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it when you ask for the cursor.", nameof(column));

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} delivers {column.Type.RawType}, not {typeof(TValue)}.");
}
