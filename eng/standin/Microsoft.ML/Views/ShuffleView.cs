namespace Microsoft.ML.Data;

/// <summary>The rows of a source in a random order, by way of a pool from which each row is drawn.</summary>
internal sealed class ShuffleView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        Random random = rand ?? new Random(seed);
        bool[] active = Active.In(Schema, columnsNeeded);
        DataViewSchema.Column[] needed = Schema.Where(column => active[column.Index]).ToArray();
        DataViewRowCursor cursor = source.GetRowCursor(needed, shuffleSource && source.CanShuffle ? random : null);
        var buffers = needed.ToDictionary(column => column.Index, column => ColumnBuffer.For(column.Type));
        var ids = new ColumnBuffer<DataViewRowId>();
        Action<int>[] writers = [ids.Writer(cursor.GetIdGetter()), .. needed.Select(column => buffers[column.Index].Writer(cursor, column))];
        return new BufferCursor(Schema, buffers, active, ids, Draw(cursor, writers, random), cursor);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private Func<int?> Draw(DataViewRowCursor cursor, Action<int>[] writers, Random random)
    {
        var pool = new List<int>();
        int? free = null;
        int slots = 0;
        return () =>
        {
            while (pool.Count < poolSize && cursor.MoveNext())
            {
                int slot = free ?? slots++;
                free = null;
                foreach (Action<int> write in writers)
                {
                    write(slot);
                }

                pool.Add(slot);
            }

            if (pool.Count == 0)
            {
                return null;
            }

            int drawn = random.Next(pool.Count);
            free = pool[drawn];
            pool[drawn] = pool[^1];
            pool.RemoveAt(pool.Count - 1);
            return free;
        };
    }
}
