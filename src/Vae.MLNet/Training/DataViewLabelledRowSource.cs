using Microsoft.ML;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>The feature and label columns of a data view as rows to train on; a missing key is a row without a label, NaN.</summary>
internal sealed class DataViewLabelledRowSource(IDataView data, FeatureInput feature, LabelColumn label, ZeroWatch? watch = null) : ILabelledRowSource
{
    private readonly DataViewRowSource _features = new(data, feature, watch);

    public int ColumnCount => _features.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => _features.ColumnNames;

    public TableSchema? Columns => _features.Columns;

    public long? RowCount => _features.RowCount;

    public bool HasDoubles => feature.HasDoubles;

    public string? LabelName => label.Column.Name;

    public IRowReader OpenReader() => _features.OpenReader();

    public ILabelledRowReader OpenLabelledReader() => new Reader(data.GetRowCursor([.. feature.Columns, label.Column]), data, feature, label, watch?.Take());

    private sealed class Reader(DataViewRowCursor cursor, IDataView data, FeatureInput feature, LabelColumn label, ZeroWatch? watch) : ILabelledRowReader
    {
        private readonly FeatureReader _features = feature.CreateReader(cursor, data);
        private readonly Func<float> _label = label.Reader(cursor);

        public long Position { get; private set; }

        public int Read(Span<float> rows) => Read(rows, new float[rows.Length / feature.Size]);

        public int Read(Span<double> rows) => Read(rows, new float[rows.Length / feature.Size]);

        public int Read(Span<float> rows, Span<float> labels) => Read(rows, labels, row =>
        {
            _features.Read(row);
            watch?.Add(row);
        });

        public int Read(Span<double> rows, Span<float> labels) => Read(rows, labels, row =>
        {
            _features.Read(row);
            watch?.Add(row);
        });

        public void Dispose() => cursor.Dispose();

        private int Read<T>(Span<T> rows, Span<float> labels, ReadRow<T> read)
        {
            var wanted = Math.Min(rows.Length / feature.Size, labels.Length);
            ArgumentOutOfRangeException.ThrowIfZero(wanted, nameof(rows));
            var count = 0;
            while (count < wanted && cursor.MoveNext())
            {
                read(rows.Slice(count * feature.Size, feature.Size));
                labels[count++] = _label();
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
