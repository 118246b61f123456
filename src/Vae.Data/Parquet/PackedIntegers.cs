using System.Globalization;
using Parquet.Data;
using Parquet.Meta;
using Parquet.Schema;
using Vae.Data.Batches;
using Type = Parquet.Meta.Type;

namespace Vae.Data.Parquet;

/// <summary>
/// Columns whose values are stored as integers and mean something else: dates, time stamps, decimals, whole numbers of 8 bits. The library reads the encoding DELTA_BINARY_PACKED for integers alone, so that such
/// columns are read as the integers that they are, and made here what they mean. So are times beyond those that it knows, of which one alone is odd then and not the file.
/// </summary>
internal static class PackedIntegers
{
    /// <summary>The column as one of integers; null where its values are not stored so, or where it is one of lists.</summary>
    /// <param name="field">The column.</param>
    public static DataField? Of(DataField field)
    {
        DataField? integers = field.MaxRepetitionLevel > 0 || !field.Path.Equals(new FieldPath(field.Name)) || !IsKnown(field) ? null : field.SchemaElement?.Type switch
        {
            Type.INT32 => new DataField<int>(field.Name, field.IsNullable),
            Type.INT64 => new DataField<long>(field.Name, field.IsNullable),
            _ => null,
        };
        if (integers is not null)
        {
            _ = new ParquetSchema(integers); // which tells the column where it stands
        }

        return integers;
    }

    /// <summary>What the integers of a column mean, one value a row.</summary>
    /// <param name="raw">The integers.</param>
    /// <param name="field">The column as it is.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <exception cref="InvalidDataException">There are not as many values as there should be.</exception>
    public static BatchColumn Column(RawColumnData raw, DataField field, int rows)
    {
        var isThere = field.MaxDefinitionLevel == 0 ? null : raw.DefinitionLevels.ToArray();
        long[] values = raw switch
        {
            RawColumnData<int> integers => [.. integers.Values.ToArray().Select(value => (long)value)],
            RawColumnData<long> integers => integers.Values.ToArray(),
            _ => throw new NotSupportedException($"integers as {raw.GetType().Name}"),
        };
        if ((isThere?.Length ?? rows) != rows || values.Length < (isThere?.Count(level => level == field.MaxDefinitionLevel) ?? rows))
        {
            throw new InvalidDataException("it has another number of values than the row group has rows");
        }

        // Values are packed: behind those that are there the buffer holds what it held before.
        var next = 0;
        long?[] spread = [.. Enumerable.Range(0, rows).Select(row => isThere is null || isThere[row] == field.MaxDefinitionLevel ? values[next++] : (long?)null)];
        if (field is DateTimeDataField)
        {
            return Times(spread, field);
        }

        var scale = field is DecimalDataField { Scale: var digits } ? digits : 0;
        return WholeColumn.Of(
            Array.ConvertAll(spread, value => value is { } there ? scale == 0 ? there : ParquetValues.Number(there, scale) : double.NaN),
            row => scale == 0 ? spread[row]?.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static bool IsKnown(DataField field) => field is DateTimeDataField or DecimalDataField || field.ClrType == typeof(sbyte) || field.ClrType == typeof(byte);

    private static TextColumn Times(long?[] values, DataField field)
    {
        var format = ParquetValues.TimeFormat(field);
        Func<long, long> ticks = field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Date } ? days => checked(days * TimeSpan.TicksPerDay) : value => Ticks(value, field);
        var column = new TextColumn(values.Length);
        foreach (var value in values)
        {
            if (value is { } there)
            {
                TimeText.AddTime(column, there, ticks, format);
            }
            else
            {
                column.AddMissing();
            }
        }

        return column;
    }

    private static long Ticks(long value, DataField field) => field.SchemaElement switch
    {
        { LogicalType.TIMESTAMP.Unit.NANOS: not null } => value / TimeSpan.NanosecondsPerTick,
        { LogicalType.TIMESTAMP.Unit.MICROS: not null } or { ConvertedType: ConvertedType.TIMESTAMP_MICROS } => checked(value * TimeSpan.TicksPerMicrosecond),
        _ => checked(value * TimeSpan.TicksPerMillisecond),
    };
}
