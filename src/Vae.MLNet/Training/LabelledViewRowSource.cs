using Microsoft.ML;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>The feature column of a data view, and a label beside it, as rows to measure on.</summary>
internal sealed class LabelledViewRowSource : ILabelledRowSource
{
    private readonly IDataView _data;
    private readonly FeatureInput _feature;
    private readonly RowLabel? _label;

    /// <param name="data">The rows.</param>
    /// <param name="feature">Their feature column.</param>
    /// <param name="label">Null for rows without labels.</param>
    public LabelledViewRowSource(IDataView data, FeatureInput feature, RowLabel? label)
    {
        _data = data;
        _feature = feature;
        _label = label;
        ColumnNames = feature.Names;
    }

    public int ColumnCount => _feature.Size;

    public IReadOnlyList<string>? ColumnNames { get; }

    public TableSchema? Columns => _feature.Table;

    public long? RowCount => _data.GetRowCount();

    public bool HasDoubles => _feature.HasDoubles;

    public string? LabelName => _label?.Column.Name;

    public IRowReader OpenReader() => new Reader(_data.GetRowCursor(_feature.Columns), _data, _feature, null);

    public ILabelledRowReader OpenLabelledReader() => _label is { } label
        ? new Reader(_data.GetRowCursor([.. _feature.Columns, label.Column]), _data, _feature, label)
        : throw new InvalidOperationException("The rows have no labels.");

    private sealed class Reader(DataViewRowCursor cursor, IDataView data, FeatureInput feature, RowLabel? label) : ILabelledRowReader
    {
        private readonly FeatureReader _features = feature.CreateReader(cursor, data);
        private readonly Func<float>? _label = label?.Reader(cursor, data);

        public long Position { get; private set; }

        public int Read(Span<float> rows) => Read(rows, [], _features.Read);

        public int Read(Span<double> rows) => Read(rows, [], _features.Read);

        public int Read(Span<float> rows, Span<float> labels) => Read(rows, labels, _features.Read);

        public int Read(Span<double> rows, Span<float> labels) => Read(rows, labels, _features.Read);

        private delegate void ReadRow<T>(Span<T> row);

        private int Read<T>(Span<T> rows, Span<float> labels, ReadRow<T> read)
        {
            var wanted = rows.Length / feature.Size;
            wanted = _label is null ? wanted : Math.Min(wanted, labels.Length);
            var count = 0;
            while (count < wanted && cursor.MoveNext())
            {
                read(rows.Slice(count * feature.Size, feature.Size));
                if (_label is not null)
                {
                    labels[count] = _label();
                }

                count++;
            }

            Position += count;
            return count;
        }

        public void Dispose() => cursor.Dispose();
    }
}
