using Microsoft.ML;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>The feature columns of a data view as rows to train on: one cursor a pass, no column but those fetched, nothing
/// kept.</summary>
internal sealed class DataViewRowSource(IDataView data, FeatureInput feature, ZeroWatch? watch = null) : IRowSource
{
    public int ColumnCount => feature.Size;

    public IReadOnlyList<string>? ColumnNames { get; } = feature.Names;

    public TableSchema? Columns => feature.Table;

    public long? RowCount => data.GetRowCount();

    public bool HasDoubles => feature.HasDoubles;

    public IRowReader OpenReader() => new Reader(data.GetRowCursor(feature.Columns), data, feature, watch?.Take());

    private sealed class Reader(DataViewRowCursor cursor, IDataView data, FeatureInput feature, ZeroWatch? watch) : IRowReader
    {
        private readonly FeatureReader _features = feature.CreateReader(cursor, data);

        public long Position { get; private set; }

        public int Read(Span<float> rows) => Read(rows, row =>
        {
            _features.Read(row);
            watch?.Add(row);
        });

        public int Read(Span<double> rows) => Read(rows, row =>
        {
            _features.Read(row);
            watch?.Add(row);
        });

        public void Dispose() => cursor.Dispose();

        private int Read<T>(Span<T> rows, ReadRow<T> read)
        {
            if (rows.Length < feature.Size)
            {
                throw new ArgumentException(
                    Invariant($"The buffer holds {rows.Length} values but one row has {feature.Size}; pass a buffer of at least one row."),
                    nameof(rows));
            }

            var wanted = rows.Length / feature.Size;
            var count = 0;
            while (count < wanted && cursor.MoveNext())
            {
                read(rows.Slice(count * feature.Size, feature.Size));
                count++;
            }

            if (count < wanted)
            {
                watch?.Complete();
            }

            Position += count;
            return count;
        }

        private delegate void ReadRow<T>(Span<T> row);
    }
}
