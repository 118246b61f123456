using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Training;

/// <summary>The feature column of a data view, and a label beside it, as rows to measure on.</summary>
internal sealed class LabelledViewRowSource : ILabelledRowSource
{
    private readonly IDataView _data;
    private readonly FeatureInput _feature;
    private readonly DataViewSchema.Column? _label;

    /// <param name="data">The rows.</param>
    /// <param name="feature">Their feature column.</param>
    /// <param name="labelColumnName">Null for rows without labels.</param>
    /// <exception cref="VaeDataException">There is no such label column, or it is no label.</exception>
    public LabelledViewRowSource(IDataView data, FeatureInput feature, string? labelColumnName)
    {
        _data = data;
        _feature = feature;
        ColumnNames = feature.Names;
        if (labelColumnName is null)
        {
            return;
        }

        _label = data.Schema.GetColumnOrNull(labelColumnName)
            ?? throw new VaeDataException($"There is no label column '{labelColumnName}' in the data; name one that is there.");
        if (_label.Value.Type is not (BooleanDataViewType or KeyDataViewType or NumberDataViewType { RawType.Name: nameof(Single) }))
        {
            throw new VaeDataException(
                $"Label column '{labelColumnName}' is of type {_label.Value.Type} but a Boolean, a Single or a key was wanted; convert it.");
        }
    }

    public int ColumnCount => _feature.Size;

    public IReadOnlyList<string>? ColumnNames { get; }

    public TableSchema? Columns => _feature.Table;

    public long? RowCount => _data.GetRowCount();

    public bool HasDoubles => _feature.HasDoubles;

    public string? LabelName => _label?.Name;

    public IRowReader OpenReader() => new Reader(_data.GetRowCursor(_feature.Columns), _feature, null);

    public ILabelledRowReader OpenLabelledReader() => _label is { } label
        ? new Reader(_data.GetRowCursor([.. _feature.Columns, label]), _feature, label)
        : throw new InvalidOperationException("The rows have no labels.");

    private sealed class Reader(DataViewRowCursor cursor, FeatureInput feature, DataViewSchema.Column? label) : ILabelledRowReader
    {
        private readonly FeatureReader _features = feature.CreateReader(cursor);
        private readonly Func<float>? _label = label is { } column ? LabelReader(cursor, column) : null;

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

    /// <summary>0 for a normal row.</summary>
    private static Func<float> LabelReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            var getter = row.GetGetter<bool>(column);
            return () =>
            {
                var value = false;
                getter(ref value);
                return value ? 1 : 0;
            };
        }

        if (column.Type is not KeyDataViewType key)
        {
            var getter = row.GetGetter<float>(column);
            return () =>
            {
                var value = 0f;
                getter(ref value);
                return value;
            };
        }

        var codes = KeyGetter(row, column, key);
        return () => codes() switch
        {
            0 => throw new VaeDataException($"A row has no label in column '{column.Name}'; leave such rows out."),
            1 => 0,
            _ => 1,
        };
    }

    /// <summary>A key's code, 0 where it is missing.</summary>
    private static Func<ulong> KeyGetter(DataViewRow row, DataViewSchema.Column column, KeyDataViewType key)
    {
        if (key.RawType == typeof(uint))
        {
            var getter = row.GetGetter<uint>(column);
            return () =>
            {
                var value = 0u;
                getter(ref value);
                return value;
            };
        }

        throw new VaeDataException($"Label column '{column.Name}' is a key of type {key.RawType.Name}; MapValueToKey makes the UInt32 that was wanted.");
    }
}
