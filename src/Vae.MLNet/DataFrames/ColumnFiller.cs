using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.DataFrames;

/// <summary>Copies one column of a data view into a column of a data frame, or a vector into one a slot.</summary>
internal abstract class ColumnFiller
{
    /// <summary>The data frame's columns.</summary>
    public abstract IReadOnlyList<DataFrameColumn> Columns { get; }

    /// <summary>Appends the values of the row that the cursor stands on.</summary>
    public abstract void Append();

    /// <param name="row">The cursor.</param>
    /// <param name="column">Its column.</param>
    /// <param name="data">The data view that it is a cursor of.</param>
    /// <exception cref="VaeDataException">A data frame has no column for such values, or the vector's size is not known.</exception>
    public static ColumnFiller Create(DataViewRow row, DataViewSchema.Column column, IDataView data)
    {
        var isMissing = FrameGaps.OfAny(data, row, column);
        var vector = column.Type as VectorDataViewType;
        if (vector is { IsKnownSize: false })
        {
            throw new VaeDataException(
                $"Column '{column.Name}' is a vector whose size is not known, so it cannot become one column a slot; "
                + "name the columns to take without it.");
        }

        // A key counts from 1, and 0 says that it is missing.
        var item = vector?.ItemType ?? column.Type;
        return (item, item.RawType) switch
        {
            (KeyDataViewType, var raw) when raw == typeof(byte) => Numbers<byte, byte>(row, column, isMissing, key => key == 0 ? null : key),
            (KeyDataViewType, var raw) when raw == typeof(ushort) => Numbers<ushort, ushort>(row, column, isMissing, key => key == 0 ? null : key),
            (KeyDataViewType, var raw) when raw == typeof(uint) => Numbers<uint, uint>(row, column, isMissing, key => key == 0 ? null : key),
            (KeyDataViewType, var raw) when raw == typeof(ulong) => Numbers<ulong, ulong>(row, column, isMissing, key => key == 0 ? null : key),
            (TextDataViewType, _) => new Filler<ReadOnlyMemory<char>, StringDataFrameColumn>(
                row, column, name => new StringDataFrameColumn(name), isMissing is null ? (to, text) => to.Append(text.ToString()) : (to, text) => to.Append(isMissing() ? null : text.ToString())),
            (_, var raw) when raw == typeof(bool) => Same<bool>(row, column, isMissing),
            (_, var raw) when raw == typeof(float) => Same<float>(row, column, isMissing),
            (_, var raw) when raw == typeof(double) => Same<double>(row, column, isMissing),
            (_, var raw) when raw == typeof(sbyte) => Same<sbyte>(row, column, isMissing),
            (_, var raw) when raw == typeof(byte) => Same<byte>(row, column, isMissing),
            (_, var raw) when raw == typeof(short) => Same<short>(row, column, isMissing),
            (_, var raw) when raw == typeof(ushort) => Same<ushort>(row, column, isMissing),
            (_, var raw) when raw == typeof(int) => Same<int>(row, column, isMissing),
            (_, var raw) when raw == typeof(uint) => Same<uint>(row, column, isMissing),
            (_, var raw) when raw == typeof(long) => Same<long>(row, column, isMissing),
            (_, var raw) when raw == typeof(ulong) => Same<ulong>(row, column, isMissing),
            (_, var raw) when raw == typeof(DateTime) => Same<DateTime>(row, column, isMissing),
            _ => throw new VaeDataException(
                $"Column '{column.Name}' is {column.Type}, for which a data frame has no column; name the columns to take without it."),
        };
    }

    private static Filler<T, PrimitiveDataFrameColumn<T>> Same<T>(DataViewRow row, DataViewSchema.Column column, Func<bool>? isMissing)
        where T : unmanaged => Numbers<T, T>(row, column, isMissing, value => value);

    private static Filler<TFrom, PrimitiveDataFrameColumn<TTo>> Numbers<TFrom, TTo>(
        DataViewRow row, DataViewSchema.Column column, Func<bool>? isMissing, Func<TFrom, TTo?> convert)
        where TTo : unmanaged =>
        new(row, column, Empty<TTo>, isMissing is null ? (to, value) => to.Append(convert(value)) : (to, value) => to.Append(isMissing() ? null : convert(value)));

    /// <summary>A column of the class that has the arithmetic of its type, where there is one that pipelines give often.</summary>
    private static PrimitiveDataFrameColumn<T> Empty<T>(string name)
        where T : unmanaged
    {
        object column = default(T) switch
        {
            float => new SingleDataFrameColumn(name),
            double => new DoubleDataFrameColumn(name),
            bool => new BooleanDataFrameColumn(name),
            int => new Int32DataFrameColumn(name),
            uint => new UInt32DataFrameColumn(name),
            long => new Int64DataFrameColumn(name),
            DateTime => new DateTimeDataFrameColumn(name),
            _ => new PrimitiveDataFrameColumn<T>(name),
        };
        return (PrimitiveDataFrameColumn<T>)column;
    }

    private sealed class Filler<TFrom, TColumn> : ColumnFiller
        where TColumn : DataFrameColumn
    {
        private readonly ValueGetter<TFrom>? scalar;
        private readonly ValueGetter<VBuffer<TFrom>>? vector;
        private readonly TColumn[] columns;
        private readonly Action<TColumn, TFrom> append;
        private VBuffer<TFrom> buffer;

        public Filler(DataViewRow row, DataViewSchema.Column column, Func<string, TColumn> make, Action<TColumn, TFrom> append)
        {
            this.append = append;
            if (column.Type is VectorDataViewType vector)
            {
                this.vector = row.GetGetter<VBuffer<TFrom>>(column);
                var names = SlotColumnNames.Create(column.Name, SlotNames.Read(column, vector.Size), vector.Size);
                columns = Array.ConvertAll(names, name => make(name));
            }
            else
            {
                scalar = row.GetGetter<TFrom>(column);
                columns = [make(column.Name)];
            }
        }

        public override IReadOnlyList<DataFrameColumn> Columns => columns;

        public override void Append()
        {
            if (scalar is not null)
            {
                var value = default(TFrom)!;
                scalar(ref value);
                append(columns[0], value);
                return;
            }

            vector!(ref buffer);
            var slot = 0;
            foreach (var value in buffer.DenseValues())
            {
                append(columns[slot], value);
                slot++;
            }
        }
    }
}
