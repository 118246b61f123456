using System.Collections.Immutable;

namespace Microsoft.ML
{
    using Microsoft.ML.Data;

    /// <summary>Looking at the first rows.</summary>
    public static class DebuggerExtensions
    {
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

        public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100)
        {
            ArgumentNullException.ThrowIfNull(transformer);
            return new(transformer.Transform(data), maxRows);
        }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>The first rows of a view, read.</summary>
    public sealed class DataDebuggerPreview
    {
        internal DataDebuggerPreview(IDataView data, int maxRows)
        {
            ArgumentNullException.ThrowIfNull(data);
            ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
            Schema = data.Schema;
            var rows = new List<RowInfo>();
            using (DataViewRowCursor cursor = data.GetRowCursor(Schema))
            {
                Func<object>[] readers = Schema.Select(column => RawGetter.Boxed(cursor, column)).ToArray();
                while (rows.Count < maxRows && cursor.MoveNext())
                {
                    rows.Add(new RowInfo(Schema.Select(column => KeyValuePair.Create(column.Name, readers[column.Index]())).ToArray()));
                }
            }

            RowView = [.. rows];
            ColumnView = [.. Schema.Select(column => new ColumnInfo(column, rows.Select(row => row.Values[column.Index].Value).ToArray()))];
        }

        public DataViewSchema Schema { get; }

        public ImmutableArray<ColumnInfo> ColumnView { get; }

        public ImmutableArray<RowInfo> RowView { get; }

        public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

        /// <summary>One row: column names and values.</summary>
        public sealed class RowInfo
        {
            internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

            public KeyValuePair<string, object>[] Values { get; }

            public override string ToString() => $"{Values.Length} columns";
        }

        /// <summary>One column: its values.</summary>
        public sealed class ColumnInfo
        {
            internal ColumnInfo(DataViewSchema.Column column, object[] values)
            {
                Column = column;
                Values = values;
            }

            public DataViewSchema.Column Column { get; }

            public object[] Values { get; }

            public override string ToString() => $"{Column.Name}: {Column.Type}";
        }
    }
}
