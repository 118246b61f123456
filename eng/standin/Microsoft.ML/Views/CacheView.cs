namespace Microsoft.ML.Data;

/// <summary>A view that reads each column of its source once, when it is first asked for, and keeps it.</summary>
internal sealed class CacheView(IDataView source) : IDataView
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, ColumnBuffer> _columns = [];
    private ColumnBuffer<DataViewRowId> _ids;
    private int _rows;

    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => _ids is null ? source.GetRowCount() : _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Active.In(Schema, columnsNeeded);
        Dictionary<int, ColumnBuffer> columns = Load(active);
        int[] order = Enumerable.Range(0, _rows).ToArray();
        rand?.Shuffle(order);
        int at = 0;
        return new BufferCursor(Schema, columns, active, _ids, () => at < order.Length ? order[at++] : null, null);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    public void Load(IEnumerable<DataViewSchema.Column> columns) => Load(Active.In(Schema, columns));

    private Dictionary<int, ColumnBuffer> Load(bool[] active)
    {
        lock (_lock)
        {
            DataViewSchema.Column[] missing = Schema.Where(column => active[column.Index] && !_columns.ContainsKey(column.Index)).ToArray();
            if (missing.Length > 0 || _ids is null)
            {
                Read(missing);
            }

            return new Dictionary<int, ColumnBuffer>(_columns);
        }
    }

    private void Read(DataViewSchema.Column[] missing)
    {
        using DataViewRowCursor cursor = source.GetRowCursor(missing);
        var buffers = missing.ToDictionary(column => column.Index, column => ColumnBuffer.For(column.Type));
        var ids = new ColumnBuffer<DataViewRowId>();
        Action<int>[] writers = [ids.Writer(cursor.GetIdGetter()), .. missing.Select(column => buffers[column.Index].Writer(cursor, column))];
        int rows = 0;
        while (cursor.MoveNext())
        {
            foreach (Action<int> write in writers)
            {
                write(rows);
            }

            rows++;
        }

        if (_ids is not null && rows != _rows)
        {
            throw new InvalidOperationException($"The cached data had {_rows} rows when it was first read and {rows} now.");
        }

        (_ids, _rows) = (_ids ?? ids, rows);
        foreach ((int index, ColumnBuffer buffer) in buffers)
        {
            _columns.Add(index, buffer);
        }
    }
}
