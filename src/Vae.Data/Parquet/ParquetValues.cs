using System.Globalization;
using System.Numerics;
using System.Text;
using Parquet.Data;
using Parquet.File.Values.Primitives;
using Parquet.Schema;
using Vae.Data.Batches;

namespace Vae.Data.Parquet;

/// <summary>The values of a column of a row group, as they mean something to a table.</summary>
/// <param name="raw">The values that are there, one behind the other, and where there are none.</param>
/// <param name="field">The column, or that of the items of its lists.</param>
internal sealed class ParquetValues(RawColumnData raw, DataField field)
{
    private const int LargestExactPower = 22;
    private const long LargestExactWhole = 1L << 53;

    private static readonly Type[] Numbers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(BigDecimal),
    ];

    /// <summary>Why a column can be neither feature nor label; null where it can.</summary>
    public static string? Refusal(DataField field) =>
        IsNumber(field) || field.ClrType == typeof(bool) || field.ClrType == typeof(DateTime) || field.ClrType == typeof(Guid) || IsText(field)
            ? null
            : field.ClrType == typeof(Interval)
                ? "holds intervals, which have no one length; write them as numbers"
                : $"holds values of a type that is not read ({field.ClrType.Name}); write them as numbers or texts";

    /// <summary>Whether the values are numbers.</summary>
    public static bool IsNumber(DataField field) => field is not TimeDataField && (Numbers.Contains(field.ClrType) || HalfFloats.Are(field) || ByteDecimals.Are(field));

    /// <summary>The values, one a row.</summary>
    /// <exception cref="InvalidDataException">There are not as many as there should be.</exception>
    public BatchColumn Column(int rows) => Spread(Presence(rows), rows);

    /// <summary>Lists of numbers, one a row.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="list">The column.</param>
    /// <exception cref="InvalidDataException">There are not as many as there should be.</exception>
    public BatchColumn Lists(int rows, Field list)
    {
        // A level says how far down a value is there: below that of the list there is no list, one below that of an item the list is empty, and below that of a value the item is null.
        var definitions = raw.DefinitionLevels;
        var repetitions = raw.RepetitionLevels;
        var itemLevel = list.MaxDefinitionLevel;
        var (starts, lengths) = (new int[rows], new int[rows]);
        var isThere = new bool[definitions.Length];
        var (row, items) = (-1, 0);
        for (var i = 0; i < definitions.Length; i++)
        {
            if (repetitions[i] == 0)
            {
                ThrowIf(++row >= rows);
                starts[row] = definitions[i] < itemLevel - 1 ? -1 : items;
            }

            ThrowIf(row < 0);
            if (definitions[i] >= itemLevel)
            {
                isThere[items++] = definitions[i] == field.MaxDefinitionLevel;
                lengths[row]++;
            }
        }

        ThrowIf(row + 1 != rows);
        return new ListColumn(starts, lengths, Spread(isThere.AsSpan(0, items), items));
    }

    private static bool IsText(DataField field) => field is TimeDataField || field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(ReadOnlyMemory<byte>);

    private static void ThrowIf(bool isWrong)
    {
        if (isWrong)
        {
            throw new InvalidDataException("it has another number of values than the row group has rows");
        }
    }

    /// <summary>Which of the values are there; empty where all are.</summary>
    private ReadOnlySpan<bool> Presence(int rows)
    {
        if (field.MaxDefinitionLevel == 0)
        {
            return [];
        }

        var levels = raw.DefinitionLevels;
        ThrowIf(levels.Length != rows);
        var isThere = new bool[rows];
        for (var i = 0; i < rows; i++)
        {
            isThere[i] = levels[i] == field.MaxDefinitionLevel;
        }

        return isThere;
    }

    private BatchColumn Spread(ReadOnlySpan<bool> isThere, int count) => raw switch
    {
        RawColumnData<double> values => Whole(values, isThere, count),
        RawColumnData<float> values => Whole(values, isThere, count),
        RawColumnData<int> values when field is TimeDataField => Texts(values, isThere, count, AddTime),
        RawColumnData<long> values when field is TimeDataField => Texts(values, isThere, count, AddTime),
        RawColumnData<int> values => Whole(values, isThere, count),
        RawColumnData<long> values => Integers(values, isThere, count),
        RawColumnData<uint> values => Whole(values, isThere, count),
        RawColumnData<ulong> values => Integers(values, isThere, count),
        RawColumnData<short> values => Whole(values, isThere, count),
        RawColumnData<ushort> values => Whole(values, isThere, count),
        RawColumnData<sbyte> values => Whole(values, isThere, count),
        RawColumnData<byte> values => Whole(values, isThere, count),
        RawColumnData<BigDecimal> values => Decimals(values, isThere, count),
        RawColumnData<ReadOnlyMemory<byte>> values when HalfFloats.Are(field) => new NumberColumn(Converted(values, isThere, count, double.NaN, bytes => (double)BitConverter.ToHalf(bytes.Span))),
        RawColumnData<ReadOnlyMemory<byte>> values when ByteDecimals.Are(field) => new NumberColumn(Converted(values, isThere, count, double.NaN, bytes => ByteDecimals.Number(bytes.Span, field))),
        RawColumnData<bool> values => new TruthColumn(Converted(values, isThere, count, (bool?)null, truth => truth)),
        RawColumnData<ReadOnlyMemory<char>> values => Texts(values, isThere, count, (column, text) => column.Add(text.Span)),
        RawColumnData<ReadOnlyMemory<byte>> values => Texts(values, isThere, count, (column, text) => column.Add(text.Span)),
        RawColumnData<DateTime> values => Texts(values, isThere, count, AddDate),
        RawColumnData<Guid> values => Texts(values, isThere, count, (column, id) => column.Add(id.ToString())),
        _ => throw new NotSupportedException($"values of {field.ClrType.Name}"),
    };

    private static NumberColumn Whole<T>(RawColumnData<T> values, ReadOnlySpan<bool> isThere, int count)
        where T : struct, INumberBase<T> => new(Converted(values, isThere, count, double.NaN, double.CreateSaturating));

    private static BatchColumn Integers<T>(RawColumnData<T> values, ReadOnlySpan<bool> isThere, int count)
        where T : struct, INumberBase<T>
    {
        var numbers = Converted(values, isThere, count, double.NaN, double.CreateSaturating);
        var exact = WholeColumn.AreAny(numbers) ? Converted(values, isThere, count, (T?)null, value => value) : [];
        return WholeColumn.Of(numbers, row => exact[row]?.ToString(format: null, CultureInfo.InvariantCulture));
    }

    private static BatchColumn Decimals(RawColumnData<BigDecimal> values, ReadOnlySpan<bool> isThere, int count)
    {
        var numbers = Converted(values, isThere, count, double.NaN, value => Number(value.UnscaledValue, value.Scale));
        var exact = WholeColumn.AreAny(numbers) ? Converted(values, isThere, count, (BigDecimal?)null, value => value) : [];
        return WholeColumn.Of(numbers, row => exact[row] is { Scale: 0 } whole ? whole.UnscaledValue.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Values are packed: behind those that are there the buffer holds what it held before.</summary>
    private static TOut[] Converted<T, TOut>(RawColumnData<T> values, ReadOnlySpan<bool> isThere, int count, TOut missing, Func<T, TOut> convert)
        where T : struct
    {
        var from = values.Values;
        var to = new TOut[count];
        var next = 0;
        ThrowIf((isThere.IsEmpty ? count : isThere.Count(true)) > from.Length);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = isThere.IsEmpty || isThere[i] ? convert(from[next++]) : missing;
        }

        return to;
    }

    private static TextColumn Texts<T>(RawColumnData<T> values, ReadOnlySpan<bool> isThere, int count, Action<TextColumn, T> add)
        where T : struct
    {
        var from = values.Values;
        var to = new TextColumn(count);
        var next = 0;
        ThrowIf((isThere.IsEmpty ? count : isThere.Count(true)) > from.Length);
        for (var i = 0; i < count; i++)
        {
            if (isThere.IsEmpty || isThere[i])
            {
                add(to, from[next++]);
            }
            else
            {
                to.AddMissing();
            }
        }

        return to;
    }

    /// <summary>The double that is nearest to a decimal number, as if its digits were read.</summary>
    /// <param name="unscaled">Its digits.</param>
    /// <param name="scale">How many of them stand behind the point.</param>
    public static double Number(BigInteger unscaled, int scale) => scale is >= 0 and <= LargestExactPower && BigInteger.Abs(unscaled) <= LargestExactWhole
        ? (double)unscaled / Math.Pow(10, scale)
        : double.Parse(Invariant($"{unscaled}E{-scale}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>How a column's times are written as text.</summary>
    public static string TimeFormat(DataField field) => field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Date } ? TimeText.Day
        : field is DateTimeDataField { IsAdjustedToUTC: true } ? TimeText.GreenwichTime : TimeText.Time;

    private void AddDate(TextColumn column, DateTime time)
    {
        Span<byte> text = stackalloc byte[40];
        time.TryFormat(text, out var written, TimeFormat(field), CultureInfo.InvariantCulture);
        column.Add(text[..written]);
    }

    private void AddTime(TextColumn column, int value) => AddTime(column, (long)value);

    private void AddTime(TextColumn column, long value) => TimeText.AddClock(column, value, value => ((TimeDataField)field).Precision switch
    {
        TimeUnitPrecision.Millis => checked(value * TimeSpan.TicksPerMillisecond),
        TimeUnitPrecision.Micros => checked(value * TimeSpan.TicksPerMicrosecond),
        _ => value / TimeSpan.NanosecondsPerTick,
    });
}
