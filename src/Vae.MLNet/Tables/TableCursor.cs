using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.Data;
using Vae.MLNet.Cursors;

namespace Vae.MLNet.Tables;

/// <summary>One pass over the rows of files.</summary>
/// <param name="schema">The columns: features and, behind them, the label where there is one.</param>
/// <param name="active">One flag a column: whether it will be read.</param>
/// <param name="label">The column of the label; -1 where there is none. Another column of Single is that of the weight.</param>
/// <param name="reader">The rows; disposed with this.</param>
/// <param name="row">Holds the current one.</param>
/// <param name="texts">The same reader where it is that of a table, which knows the texts; else null.</param>
/// <param name="ended">Told when the end of the data is reached.</param>
internal sealed class TableCursor(DataViewSchema schema, bool[] active, int label, IRowReader reader, TableRow row, TableRowReader? texts, Action ended) : DataViewRowCursor
{
    private long position = -1;
    private bool isOver;

    public override DataViewSchema Schema => schema;

    public override long Position => position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(active[column.Index] ? Getter(column) : null, column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Current(), 0);

    public override bool MoveNext()
    {
        if (isOver)
        {
            return false;
        }

        if (row.Read(reader))
        {
            position++;
            return true;
        }

        (isOver, position) = (true, -1);
        ended();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            isOver = true;
            reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private Delegate Getter(DataViewSchema.Column column)
    {
        var index = column.Index;
        return column.Type switch
        {
            TextDataViewType => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
            {
                Current();
                value = texts!.Text(index).AsMemory();
            }),
            VectorDataViewType { ItemType.RawType.Name: nameof(Double) } => (ValueGetter<VBuffer<double>>)((ref VBuffer<double> value) => Fill(ref value, number => number)),
            VectorDataViewType => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Fill(ref value, number => (float)number)),
            { RawType.Name: nameof(Single) } => (ValueGetter<float>)((ref float value) =>
            {
                Current();
                value = index == label ? row.Label : reader.Weights[0];
            }),
            _ => (ValueGetter<double>)((ref double value) =>
            {
                Current();
                value = row.Number(index);
            }),
        };
    }

    private void Fill<T>(ref VBuffer<T> value, Func<double, T> convert)
    {
        Current();
        var editor = VBufferEditor.Create(ref value, row.Values.Length);
        for (var i = 0; i < row.Values.Length; i++)
        {
            editor.Values[i] = convert(row.Values[i]);
        }

        value = editor.Commit();
    }

    private long Current() => position >= 0 ? position : throw Getters.NoRow();
}
