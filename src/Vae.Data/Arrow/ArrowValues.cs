using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using Vae.Data.Batches;
using Vae.Data.Tables;

namespace Vae.Data.Arrow;

/// <summary>The values of an array, as they mean something to a table.</summary>
internal static class ArrowValues
{
    /// <summary>Why a column of a type can be neither feature nor label; null where it can.</summary>
    public static string? Refusal(IArrowType type) => type switch
    {
        _ when IsNumber(type) => null,
        NullType or BooleanType or StringType or LargeStringType or StringViewType or BinaryType or LargeBinaryType or BinaryViewType => null,
        Date32Type or Date64Type or TimestampType or Time32Type or Time64Type => null,
        DictionaryType dictionary => dictionary.ValueType is DictionaryType ? BatchField.Nested("dictionaries of dictionaries") : IsList(dictionary.ValueType) ? BatchField.Nested("dictionaries of lists") : Refusal(dictionary.ValueType),
        StructType => BatchField.Nested("structs"),
        MapType => BatchField.Nested("maps"),
        UnionType => BatchField.Nested("unions"),
        ListType or LargeListType or FixedSizeListType => ItemOf(type) is var item && IsNumber(item) ? null : BatchField.Nested(item.IsNested() ? "lists of lists or of structs" : "lists of what is no number"),
        IntervalType => "holds intervals, which have no one length; write them as numbers",
        DurationType => "holds durations, whose unit is not kept; write them as numbers, such as of seconds",
        FixedSizeBinaryType => "holds bytes, which are neither numbers nor texts; write them as one or the other",
        _ => $"holds values of a type that is not read ({type.Name}); write them as numbers or texts",
    };

    /// <summary>The zone of times that are not Greenwich's; null where there is none.</summary>
    public static string? ZoneOf(IArrowType type) => type is TimestampType { Timezone: { Length: > 0 } zone } && !ZoneNote.IsGreenwich(zone) ? zone : null;

    /// <summary>Whether the values are lists, of however many items.</summary>
    public static bool IsList(IArrowType type) => type is ListType or LargeListType or FixedSizeListType;

    /// <summary>The values of an array.</summary>
    /// <exception cref="InvalidDataException">They are not as they should be.</exception>
    public static BatchColumn Of(IArrowArray array) => array switch
    {
        DoubleArray values => Numbers(values),
        FloatArray values => Numbers(values),
        HalfFloatArray values => Numbers(values),
        Int8Array values => Numbers(values),
        UInt8Array values => Numbers(values),
        Int16Array values => Numbers(values),
        UInt16Array values => Numbers(values),
        Int32Array values => Numbers(values),
        UInt32Array values => Numbers(values),
        Int64Array values => Integers(values),
        UInt64Array values => Integers(values),
        _ when array.Length > Math.Max(0, Most(array)) => throw new InvalidDataException("it has fewer values than it says"),
        Decimal32Array values => Decimals(values, values.GetString),
        Decimal64Array values => Decimals(values, values.GetString),
        Decimal128Array values => Decimals(values, values.GetString),
        Decimal256Array values => Decimals(values, values.GetString),
        BooleanArray values => new TruthColumn([.. Enumerable.Range(0, values.Length).Select(values.GetValue)]),
        NullArray => new MissingColumn(),
        BinaryArray values => Texts(values.Length, (int row, out bool isNull) => values.GetBytes(row, out isNull)),
        LargeBinaryArray values => Texts(values.Length, (int row, out bool isNull) => values.GetBytes(row, out isNull)),
        BinaryViewArray values => Texts(values.Length, (int row, out bool isNull) => values.GetBytes(row, out isNull)),
        Date32Array values => Times(values, days => days * TimeSpan.TicksPerDay, TimeText.Day),
        Date64Array values => Times(values, milliseconds => checked(milliseconds * TimeSpan.TicksPerMillisecond), AreDays(values) ? TimeText.Day : TimeText.Time),
        TimestampArray values => Timestamps(values),
        Time32Array values => Clocks(values, ((Time32Type)values.Data.DataType).Unit),
        Time64Array values => Clocks(values, ((Time64Type)values.Data.DataType).Unit),
        DictionaryArray values => Levels(values),
        FixedSizeListArray values => Lists(values.Length, values.IsNull, row => (long)row * ((FixedSizeListType)values.Data.DataType).ListSize, values.Values, values.Offset),
        LargeListArray values => Lists(values.Length, values.IsNull, row => values.ValueOffsets[row], values.Values, 0),
        ListArray values => Lists(values.Length, values.IsNull, row => values.ValueOffsets[row], values.Values, 0),
        _ => throw new NotSupportedException($"values of type {array.Data.DataType.Name}"),
    };

    private static bool IsNumber(IArrowType type) => type.TypeId is ArrowTypeId.Int8 or ArrowTypeId.UInt8 or ArrowTypeId.Int16 or ArrowTypeId.UInt16 or ArrowTypeId.Int32 or ArrowTypeId.UInt32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt64 or ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double or ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256;

    /// <summary>The most values that the memory of an array can hold.</summary>
    private static long Most(IArrowArray array) => array switch
    {
        BooleanArray values => 8L * values.ValueBuffer.Length,
        BinaryArray values => (values.ValueOffsetsBuffer.Length / 4) - 1,
        LargeBinaryArray values => (values.ValueOffsetsBuffer.Length / 8) - 1,
        BinaryViewArray values => values.ViewsBuffer.Length / 16,
        Date32Array values => values.ValueBuffer.Length / 4,
        Time32Array values => values.ValueBuffer.Length / 4,
        Date64Array values => values.ValueBuffer.Length / 8,
        Time64Array values => values.ValueBuffer.Length / 8,
        TimestampArray values => values.ValueBuffer.Length / 8,
        FixedSizeBinaryArray values => values.ValueBuffer.Length / ((FixedSizeBinaryType)values.Data.DataType).ByteWidth,
        DictionaryArray values => values.Indices.Length,
        LargeListArray values => (values.ValueOffsetsBuffer.Length / 8) - 1,
        ListArray values => (values.ValueOffsetsBuffer.Length / 4) - 1,
        FixedSizeListArray values => values.Values.Length / Math.Max(1, ((FixedSizeListType)values.Data.DataType).ListSize),
        _ => long.MaxValue,
    };

    private static IArrowType ItemOf(IArrowType type) => type switch
    {
        ListType list => list.ValueDataType,
        LargeListType list => list.ValueDataType,
        _ => ((FixedSizeListType)type).ValueDataType,
    };

    private static bool IsNested(this IArrowType type) => type is NestedType;

    private static NumberColumn Numbers<T>(PrimitiveArray<T> values)
        where T : struct, INumberBase<T> => new(Doubles(values));

    private static BatchColumn Integers<T>(PrimitiveArray<T> values)
        where T : struct, INumberBase<T> => WholeColumn.Of(Doubles(values), row => values.GetValue(row)?.ToString(format: null, CultureInfo.InvariantCulture));

    private static double[] Doubles<T>(PrimitiveArray<T> values)
        where T : struct, INumberBase<T>
    {
        var from = values.Values; // fails where they are fewer than the array says, before memory is taken for them
        var numbers = new double[values.Length];
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = values.IsNull(row) ? double.NaN : double.CreateSaturating(from[row]);
        }

        return numbers;
    }

    /// <summary>Decimal numbers as the doubles that are nearest to them, as if their digits were read.</summary>
    private static BatchColumn Decimals(FixedSizeBinaryArray values, Func<int, string?> digits)
    {
        var numbers = new double[values.Length];
        var scale = values.Data.DataType switch
        {
            Decimal32Type type => type.Scale,
            Decimal64Type type => type.Scale,
            Decimal128Type type => type.Scale,
            Decimal256Type type => type.Scale,
            _ => 0,
        };
        if (scale < 0)
        {
            digits = row => Invariant($"{new BigInteger(values.GetBytes(row))}E{-scale}"); // the library leaves out the zeros before the point
        }

        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = values.IsNull(row) ? double.NaN : double.Parse(digits(row)!, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return WholeColumn.Of(numbers, row => scale == 0 ? digits(row) : null);
    }

    private delegate ReadOnlySpan<byte> GetBytes(int row, out bool isNull);

    private static TextColumn Texts(int count, GetBytes get)
    {
        var texts = new TextColumn(count);
        for (var row = 0; row < count; row++)
        {
            var text = get(row, out var isNull);
            if (isNull)
            {
                texts.AddMissing();
            }
            else
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static TextColumn Timestamps(TimestampArray values)
    {
        var type = (TimestampType)values.Data.DataType;
        return Times(
            values,
            value => type.Unit switch
            {
                TimeUnit.Second => checked(value * TimeSpan.TicksPerSecond),
                TimeUnit.Millisecond => checked(value * TimeSpan.TicksPerMillisecond),
                TimeUnit.Microsecond => checked(value * TimeSpan.TicksPerMicrosecond),
                _ => (long)Math.Floor(value / 100m),
            },
            string.IsNullOrEmpty(type.Timezone) ? TimeText.Time : TimeText.GreenwichTime); // with a zone what is kept is the time in Greenwich
    }

    /// <summary>Whether days have no time of day, which they should not have, and of some writers have.</summary>
    private static bool AreDays(Date64Array values)
    {
        var milliseconds = values.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (milliseconds[row] % (TimeSpan.TicksPerDay / TimeSpan.TicksPerMillisecond) != 0 && !values.IsNull(row))
            {
                return false;
            }
        }

        return true;
    }

    private static TextColumn Times<T>(PrimitiveArray<T> values, Func<long, long> ticks, string format)
        where T : struct, INumberBase<T> => Texts(values, (texts, value) => TimeText.AddTime(texts, value, ticks, format));

    private static TextColumn Clocks<T>(PrimitiveArray<T> values, TimeUnit unit)
        where T : struct, INumberBase<T> => Texts(values, (texts, value) => TimeText.AddClock(texts, value, value => unit switch
        {
            TimeUnit.Second => checked(value * TimeSpan.TicksPerSecond),
            TimeUnit.Millisecond => checked(value * TimeSpan.TicksPerMillisecond),
            TimeUnit.Microsecond => checked(value * TimeSpan.TicksPerMicrosecond),
            _ => value / TimeSpan.NanosecondsPerTick,
        }));

    private static TextColumn Texts<T>(PrimitiveArray<T> values, Action<TextColumn, long> add)
        where T : struct, INumberBase<T>
    {
        var texts = new TextColumn(values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            if (values.IsNull(row))
            {
                texts.AddMissing();
            }
            else
            {
                add(texts, long.CreateChecked(values.Values[row]));
            }
        }

        return texts;
    }

    private static LevelColumn Levels(DictionaryArray values)
    {
        var dictionary = Of(values.Dictionary);
        var indices = Of(values.Indices);
        var places = new int[values.Length];
        for (var row = 0; row < places.Length; row++)
        {
            var place = values.IsNull(row) ? double.NaN : indices.Cell(row, 0) is { Type: CellType.Number } number ? number.Number : double.MaxValue;
            places[row] = double.IsNaN(place) ? -1 : place >= 0 && place < values.Dictionary.Length ? (int)place : throw new InvalidDataException("it holds a level that its dictionary has not, as where Apache.Arrow of .NET wrote batches with dictionaries of their own, of which it keeps the first");
        }

        return new LevelColumn(places, dictionary);
    }

    private static ListColumn Lists(int count, Func<int, bool> isNull, Func<int, long> start, IArrowArray items, int offset)
    {
        var (starts, lengths) = (new int[count], new int[count]);
        for (var row = 0; row < count; row++)
        {
            var (first, end) = (start(row + offset), start(row + offset + 1));
            if (first < 0 || end < first || end > items.Length)
            {
                throw new InvalidDataException("it holds a list whose items are not there");
            }

            (starts[row], lengths[row]) = (isNull(row) ? -1 : (int)first, (int)(end - first));
        }

        return new ListColumn(starts, lengths, Of(items));
    }
}
