using Parquet.Meta;
using Parquet.Schema;
using Type = Parquet.Meta.Type;

namespace Vae.Data.Parquet;

/// <summary>Columns of 16-bit floats, at whose mark the library refuses a whole file: they are read as the two bytes each that they are.</summary>
internal static class HalfFloats
{
    private const int Bytes = 2;

    /// <summary>Takes the mark from columns of 16-bit floats, before the library makes a schema of them.</summary>
    public static void Unmark(IEnumerable<SchemaElement> schema)
    {
        foreach (var element in schema)
        {
            if (element is { Type: Type.FIXED_LEN_BYTE_ARRAY, TypeLength: Bytes, LogicalType.FLOAT16: not null })
            {
                element.LogicalType = new LogicalType { BSON = new BsonType() }; // which is of five bytes or more, so that no column is marked so by its writer
            }
        }
    }

    /// <summary>Whether a column holds such.</summary>
    public static bool Are(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>) && field.SchemaElement is { TypeLength: Bytes, LogicalType.BSON: not null };
}
