using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Generation;
using Vae.MLNet.Cursors;

namespace Vae.MLNet.Generation;

/// <summary>Passes over rows that a model makes.</summary>
internal sealed class GeneratedCursor(GeneratedSchema schema, bool[] active, long count, int rowsPerPart, Func<long, GeneratedRows> part) : DataViewRowCursor
{
    private GeneratedRows? rows;
    private double[]? doubles;
    private long position = -1;

    public override DataViewSchema Schema => schema.Schema;

    public override long Position => position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate? getter = !active[column.Index] ? null
            : column.Index == schema.Codes ? (ValueGetter<VBuffer<float>>)ReadCode
            : schema.Getter(column.Index, Row, Doubles);
        return Getters.Cast<TValue>(getter, column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        id = rows is null ? throw Getters.NoRow() : new DataViewRowId((ulong)position, 0);

    public override bool MoveNext()
    {
        if (position + 1 >= count)
        {
            position = -1;
            rows = null;
            count = 0;
            return false;
        }

        position++;
        if (position % rowsPerPart == 0)
        {
            rows = part(position / rowsPerPart);
            doubles = null;
        }

        return true;
    }

    private void ReadCode(ref VBuffer<float> value) => GeneratedSchema.Fill(ref value, Rows().Code((int)(position % rowsPerPart)));

    private ReadOnlySpan<float> Row() => Rows().Row((int)(position % rowsPerPart));

    private ReadOnlySpan<double> Doubles()
    {
        var rows = Rows();
        doubles ??= rows.ToDoubles();
        return doubles.AsSpan((int)(position % rowsPerPart) * rows.InputDimension, rows.InputDimension);
    }

    private GeneratedRows Rows() => rows ?? throw Getters.NoRow();
}
