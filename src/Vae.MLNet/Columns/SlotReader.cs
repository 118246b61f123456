using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns;

/// <summary>Reads one input column into the features that it makes.</summary>
internal abstract class SlotReader
{
    // The longest whole number of 64 bits has 20 characters.
    private const int LongestNumber = 24;

    private delegate void Write<T>(SlotSink sink, int slot, T value, Span<double> row);

    /// <summary>Reads from the row that was given, wherever it stands.</summary>
    public abstract void Read(Span<double> features);

    /// <param name="row">The row that is read.</param>
    /// <param name="column">Its column.</param>
    /// <param name="shape">The column's type.</param>
    /// <param name="sink">Where its values go.</param>
    /// <param name="isMissing">Whether the value is missing though it does not say so; null where it does. For one value, not for vectors.</param>
    public static SlotReader Create(DataViewRow row, DataViewSchema.Column column, InputShape shape, SlotSink sink, Func<bool>? isMissing)
    {
        var reader = Create(row, column, shape, sink);
        return isMissing is null ? reader : new Gap(reader, sink, isMissing);
    }

    private static SlotReader Create(DataViewRow row, DataViewSchema.Column column, InputShape shape, SlotSink sink)
    {
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return shape.Type switch
        {
            InputType.Single => Of(row, column, shape, sink, Number<float>()),
            InputType.Double => Of(row, column, shape, sink, Number<double>()),
            InputType.SByte => Of(row, column, shape, sink, Whole<sbyte>(sink)),
            InputType.Byte => Of(row, column, shape, sink, Whole<byte>(sink)),
            InputType.Int16 => Of(row, column, shape, sink, Whole<short>(sink)),
            InputType.UInt16 => Of(row, column, shape, sink, Whole<ushort>(sink)),
            InputType.Int32 => Of(row, column, shape, sink, Whole<int>(sink)),
            InputType.UInt32 => Of(row, column, shape, sink, Whole<uint>(sink)),
            InputType.Int64 => Of(row, column, shape, sink, Whole<long>(sink)),
            InputType.UInt64 => Of(row, column, shape, sink, Whole<ulong>(sink)),
            InputType.Boolean => Of<bool>(row, column, shape, sink, static (to, slot, value, features) => to.Number(slot, value ? 1 : 0, features)),
            InputType.Text => Of<ReadOnlyMemory<char>>(row, column, shape, sink, static (to, slot, value, features) => to.Text(slot, value.Span, features)),
            _ when item.RawType == typeof(byte) => Of(row, column, shape, sink, Key<byte>()),
            _ when item.RawType == typeof(ushort) => Of(row, column, shape, sink, Key<ushort>()),
            _ when item.RawType == typeof(uint) => Of(row, column, shape, sink, Key<uint>()),
            _ => Of(row, column, shape, sink, Key<ulong>()),
        };
    }

    private static SlotReader Of<T>(DataViewRow row, DataViewSchema.Column column, InputShape shape, SlotSink sink, Write<T> write) =>
        shape.Size == 0 ? new Scalar<T>(row, column, sink, write) : new Vector<T>(row, column, shape.Size, sink, write);

    private static Write<T> Number<T>()
        where T : INumber<T> => static (sink, slot, value, row) => sink.Number(slot, double.CreateTruncating(value), row);

    /// <summary>A whole number is a number, or the name of a level.</summary>
    private static Write<T> Whole<T>(SlotSink sink)
        where T : INumber<T> => sink.IsCategorical
            ? static (to, slot, value, row) =>
            {
                Span<char> text = stackalloc char[LongestNumber];
                value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
                to.Text(slot, text[..length], row);
            }
            : Number<T>();

    private static Write<T> Key<T>()
        where T : INumber<T> => static (sink, slot, value, row) => sink.Key(slot, ulong.CreateTruncating(value), row);

    /// <summary>Asks whether there is a value before reading it.</summary>
    private sealed class Gap(SlotReader reader, SlotSink sink, Func<bool> isMissing) : SlotReader
    {
        public override void Read(Span<double> features)
        {
            if (isMissing())
            {
                sink.Missing(features);
            }
            else
            {
                reader.Read(features);
            }
        }
    }

    private sealed class Scalar<T>(DataViewRow row, DataViewSchema.Column column, SlotSink sink, Write<T> write) : SlotReader
    {
        private readonly ValueGetter<T> read = row.GetGetter<T>(column);
        private T value = default!;

        public override void Read(Span<double> features)
        {
            read(ref value);
            write(sink, 0, value, features);
        }
    }

    private sealed class Vector<T>(DataViewRow row, DataViewSchema.Column column, int size, SlotSink sink, Write<T> write) : SlotReader
    {
        private readonly ValueGetter<VBuffer<T>> read = row.GetGetter<VBuffer<T>>(column);
        private readonly T[] dense = new T[size];
        private VBuffer<T> value;

        public override void Read(Span<double> features)
        {
            read(ref value);
            if (value.Length != size)
            {
                throw FeatureReader.WrongLength(column.Name, size, value.Length);
            }

            value.CopyTo(dense);
            for (var slot = 0; slot < size; slot++)
            {
                write(sink, slot, dense[slot], features);
            }
        }
    }
}
