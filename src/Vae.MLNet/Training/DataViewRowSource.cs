using System.Numerics;
using Microsoft.ML;
using Vae.Core.Data;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;
using Vae.MLNet.Tables;

namespace Vae.MLNet.Training;

/// <summary>The feature columns of a data view as rows, and a label beside them where there is one: one cursor a pass, no column but those fetched, nothing kept.</summary>
/// <param name="data">The rows.</param>
/// <param name="feature">Their feature columns.</param>
/// <param name="label">The column of labels; null (default) for rows without labels.</param>
internal sealed class DataViewRowSource(IDataView data, FeatureInput feature, IRowLabel? label = null) : ILabelledRowSource
{
    /// <summary>Looks for zeros that might be missing values; null (default) where nobody does.</summary>
    public ZeroWatch? Watch { get; init; }

    /// <summary>Looks for values that their column cannot have, and makes their rows NaN; null (default) leaves them as they are.</summary>
    public RowTally? Tally { get; init; }

    /// <summary>The column of weights; null (default) for rows that count once each.</summary>
    public WeightColumn? Weight { get; init; }

    public string? WeightName => Weight?.Column.Name;

    public int ColumnCount => feature.Size;

    public IReadOnlyList<string>? ColumnNames { get; } = feature.Names;

    public TableSchema? Columns => feature.Table;

    public int ContextColumnCount { get; init; }

    public long? RowCount => data.GetRowCount();

    public TableProfile? Profile => (data as TableView)?.Profile;

    public IReadOnlyList<ColumnTruths> Truths => feature.Truths;

    public bool HasDoubles => feature.HasDoubles;

    public string? LabelName => label?.Column.Name;

    public IRowReader OpenReader() => new Reader(this, data.GetRowCursor(Needed([])), null);

    public ILabelledRowReader OpenLabelledReader() => label is null
        ? throw new InvalidOperationException("The rows have no labels.")
        : new Reader(this, data.GetRowCursor(Needed([label.Column])), label);

    private IEnumerable<DataViewSchema.Column> Needed(DataViewSchema.Column[] others) => [.. feature.Columns, .. others, .. Weight is null ? Array.Empty<DataViewSchema.Column>() : [Weight.Column]];

    private sealed class Reader : ILabelledRowReader
    {
        private readonly DataViewRowCursor cursor;
        private readonly int width;
        private readonly FeatureReader features;
        private readonly Func<float>? label;
        private readonly Func<float>? weight;
        private readonly ZeroWatch? watch;
        private readonly RowTally? tally;

        public Reader(DataViewRowSource owner, DataViewRowCursor cursor, IRowLabel? label)
        {
            this.cursor = cursor;
            width = owner.ColumnCount;
            features = owner.Feature.CreateReader(cursor, owner.Data);
            this.label = label?.Reader(cursor, owner.Data);
            weight = owner.Weight?.Reader(cursor, owner.Data);
            watch = owner.Watch?.Take();
            tally = owner.Tally;
        }

        private float[] weights = [];
        private int weighed;

        public long Position { get; private set; }

        public ReadOnlySpan<float> Weights => weights.AsSpan(0, weighed);

        public int Read(Span<float> rows) => Read(rows, [], ReadRow);

        public int Read(Span<double> rows) => Read(rows, [], ReadRow);

        public int Read(Span<float> rows, Span<float> labels) => Read(rows, labels, ReadRow);

        public int Read(Span<double> rows, Span<float> labels) => Read(rows, labels, ReadRow);

        public void Dispose() => cursor.Dispose();

        private delegate void RowAction<T>(Span<T> row, bool counts);

        private void ReadRow(Span<float> row, bool counts)
        {
            features.Read(row);
            (counts ? watch : null)?.Add(row);
        }

        private void ReadRow(Span<double> row, bool counts)
        {
            features.Read(row);
            (counts ? watch : null)?.Add(row);
        }

        private int Read<T>(Span<T> rows, Span<float> labels, RowAction<T> read)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var wanted = rows.Length / width;
            if (wanted == 0)
            {
                throw new ArgumentException(Invariant($"The buffer holds {rows.Length} values but one row has {width}; pass a buffer of at least one row."), nameof(rows));
            }

            wanted = labels.IsEmpty ? wanted : Math.Min(wanted, labels.Length);
            if (weight is not null && weights.Length < wanted)
            {
                weights = new float[wanted];
            }

            var count = 0;
            while (count < wanted && cursor.MoveNext())
            {
                var counts = true;
                if (weight is not null)
                {
                    weights[count] = weight();
                    counts = weights[count] != 0;
                }

                var row = rows.Slice(count * width, width);
                read(row, counts);
                if (counts)
                {
                    tally?.Add(row, Position + count);
                }

                if (!labels.IsEmpty)
                {
                    labels[count] = label!();
                    if (counts)
                    {
                        tally?.AddLabel(labels[count], Position + count);
                    }
                }

                count++;
            }

            if (count < wanted)
            {
                watch?.Complete();
            }

            weighed = weight is null ? 0 : count;
            Position += count;
            return count;
        }
    }

    private IDataView Data => data;

    private FeatureInput Feature => feature;
}
