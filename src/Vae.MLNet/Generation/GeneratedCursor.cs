using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Generation;
using Vae.MLNet.Cursors;

namespace Vae.MLNet.Generation;

/// <summary>Passes over rows that a model makes.</summary>
internal sealed class GeneratedCursor(GeneratedSchema schema, bool[] active, long count, int rowsPerPart, Func<long, GeneratedRows> part) : DataViewRowCursor
{
    private GeneratedRows? _rows;
    private double[]? _doubles;
    private long _position = -1;

    public override DataViewSchema Schema => schema.Schema;

    public override long Position => _position;

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
        id = _rows is null ? throw Getters.NoRow() : new DataViewRowId((ulong)_position, 0);

    public override bool MoveNext()
    {
        if (_position + 1 >= count)
        {
            _position = -1;
            _rows = null;
            count = 0;
            return false;
        }

        _position++;
        if (_position % rowsPerPart == 0)
        {
            _rows = part(_position / rowsPerPart);
            _doubles = null;
        }

        return true;
    }

    private void ReadCode(ref VBuffer<float> value) => GeneratedSchema.Fill(ref value, Rows().Code((int)(_position % rowsPerPart)));

    private ReadOnlySpan<float> Row() => Rows().Row((int)(_position % rowsPerPart));

    private ReadOnlySpan<double> Doubles()
    {
        var rows = Rows();
        _doubles ??= rows.ToDoubles();
        return _doubles.AsSpan((int)(_position % rowsPerPart) * rows.InputDimension, rows.InputDimension);
    }

    private GeneratedRows Rows() => _rows ?? throw Getters.NoRow();
}
