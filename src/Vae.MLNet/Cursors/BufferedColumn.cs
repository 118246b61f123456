using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Cursors;

/// <summary>Values of one column for the rows that a cursor has read ahead.</summary>
internal abstract class BufferedColumn
{
    /// <summary>Makes room for at least this many rows; what was held is lost.</summary>
    public abstract void Reserve(int rows);

    /// <summary>Takes the value of the row that the input stands on.</summary>
    public abstract void Fetch(int row);

    /// <summary>A getter of the value of the row that <paramref name="current"/> says.</summary>
    public abstract Delegate Getter(Func<int> current);

    /// <summary>Buffers a column of whatever type.</summary>
    public static BufferedColumn Create(DataViewRow input, DataViewSchema.Column column)
    {
        var type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Values<>).MakeGenericType(column.Type.RawType);
        return (BufferedColumn)Activator.CreateInstance(
            type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, [input, column], null)!;
    }

    private sealed class Values<T>(DataViewRow input, DataViewSchema.Column column) : BufferedColumn
    {
        private readonly ValueGetter<T> read = input.GetGetter<T>(column);
        private T[] values = [];

        public override void Reserve(int rows)
        {
            if (values.Length < rows)
            {
                values = new T[rows];
            }
        }

        public override void Fetch(int row) => read(ref values[row]);

        public override Delegate Getter(Func<int> current) => (ValueGetter<T>)((ref T value) => value = values[current()]);
    }

    /// <summary>Vectors are copied out: whoever asks owns the buffer passed in and may write to it.</summary>
    private sealed class Vectors<T>(DataViewRow input, DataViewSchema.Column column) : BufferedColumn
    {
        private readonly ValueGetter<VBuffer<T>> read = input.GetGetter<VBuffer<T>>(column);
        private VBuffer<T>[] values = [];

        public override void Reserve(int rows)
        {
            if (values.Length < rows)
            {
                Array.Resize(ref values, rows);
            }
        }

        public override void Fetch(int row) => read(ref values[row]);

        public override Delegate Getter(Func<int> current) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => values[current()].CopyTo(ref value));
    }
}
