namespace Microsoft.ML.Data;

/// <summary>Reading one column.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        return GetColumn<T>(data, data.Schema[columnName]);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        MemberCodec codec = MemberCodec.For(typeof(T));
        return codec.RawType == column.Type.RawType
            ? Read<T>(data, column, codec)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} cannot be read as {typeof(T)}.");
    }

    private static IEnumerable<T> Read<T>(IDataView data, DataViewSchema.Column column, MemberCodec codec)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        T value = default;
        Action read = codec.Reader(cursor, column, (Action<T>)(next => value = next));
        while (cursor.MoveNext())
        {
            read();
            yield return value;
        }
    }
}
