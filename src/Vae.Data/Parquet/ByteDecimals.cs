using System.Numerics;
using Parquet.Meta;
using Parquet.Schema;
using Type = Parquet.Meta.Type;

namespace Vae.Data.Parquet;

/// <summary>Decimals that are stored in as many bytes as each takes, as those of Avro are, which the library does not read: they are read as the bytes that they are.</summary>
internal static class ByteDecimals
{
    /// <summary>Takes the mark from such columns, before the library makes a schema of them.</summary>
    public static void Unmark(IEnumerable<SchemaElement> schema)
    {
        foreach (var element in schema)
        {
            if (element is { Type: Type.BYTE_ARRAY } and ({ ConvertedType: ConvertedType.DECIMAL } or { LogicalType.DECIMAL: not null }))
            {
                element.Scale = element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0;
                (element.ConvertedType, element.LogicalType) = (null, null);
            }
        }
    }

    /// <summary>Whether a column holds such.</summary>
    public static bool Are(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>) && field.SchemaElement is { Type: Type.BYTE_ARRAY, Scale: not null, LogicalType: null };

    /// <summary>The number that some bytes are, the highest first.</summary>
    public static double Number(ReadOnlySpan<byte> bytes, DataField field) => ParquetValues.Number(new BigInteger(bytes, isBigEndian: true), field.SchemaElement!.Scale!.Value);
}
