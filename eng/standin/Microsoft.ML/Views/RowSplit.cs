namespace Microsoft.ML.Data;

/// <summary>Gives every row a number from 0 to 1 that depends on its identity (or on a column of it) and a seed alone, so that the parts of a split never share a row.</summary>
internal sealed class RowSplit
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column[] _key;
    private readonly ulong _seed;

    public RowSplit(IDataView data, string keyColumn, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _key = keyColumn is null ? [] : [data.Schema[keyColumn]];
        _seed = (ulong)(uint)seed;
    }

    public IDataView Where(Func<double, bool> keep) => new FilterView(_data, _key, row =>
    {
        Func<ulong> hash = _key.Length == 0 ? HashOfId(row) : HashOfKey(row, _key[0]);
        return () => keep((Mix(hash() ^ Mix(_seed + 1)) >> 11) * (1.0 / (1UL << 53)));
    });

    private static Func<ulong> HashOfId(DataViewRow row)
    {
        ValueGetter<DataViewRowId> getter = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            getter(ref id);
            return Mix(id.Low) ^ id.High;
        };
    }

    private static Func<ulong> HashOfKey(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not TextDataViewType)
        {
            Func<double> number = NumberReader.For(row, column);
            return () => Mix(BitConverter.DoubleToUInt64Bits(number()));
        }

        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            ulong hash = (ulong)text.Length;
            foreach (char letter in text.Span)
            {
                hash = Mix(hash ^ letter);
            }

            return hash;
        };
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
