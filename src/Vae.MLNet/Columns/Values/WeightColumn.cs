using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;

namespace Vae.MLNet.Columns.Values;

/// <summary>The column that weights of rows are read from: one number of any type.</summary>
internal sealed class WeightColumn
{
    private WeightColumn(DataViewSchema.Column column) => Column = column;

    /// <summary>Where it stands in its schema.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>Checks that the column has no other part: a weight that is an input would be learned, and asked for where rows are scored.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="part">What else it is, as the end of "is ...", such as "LabelColumnName too"; null for nothing.</param>
    /// <exception cref="ArgumentException">The name is empty, or the column has another part.</exception>
    public static void RequireOwn(string name, string? part)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, "ExampleWeightColumnName");
        if (part is not null)
        {
            throw new ArgumentException($"'{name}' is named as the weight (ExampleWeightColumnName) and is {part}; a column is one of them: leave it out there, or name another weight.");
        }
    }

    /// <summary>Finds the column in data that are there.</summary>
    /// <exception cref="VaeDataException">It is missing or no number.</exception>
    public static WeightColumn Find(DataViewSchema schema, string name) => (schema.GetColumnOrNull(name) ?? throw Missing(name)) is { Type: NumberDataViewType } column
        ? new WeightColumn(column)
        : throw WrongType(name, $"{schema[name].Type}");

    /// <summary>Checks the column in the shape of data that are not there yet.</summary>
    /// <exception cref="VaeDataException">It is missing or no number.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        foreach (var column in shape)
        {
            if (column.Name == name)
            {
                if (column.ItemType is not NumberDataViewType || column.IsKey || column.Kind != SchemaShape.Column.VectorKind.Scalar)
                {
                    throw WrongType(name, $"{column.ItemType}");
                }

                return;
            }
        }

        throw Missing(name);
    }

    /// <summary>Reads the weight of whichever row a cursor stands on, as it is; NaN where it is missing.</summary>
    /// <param name="row">The row.</param>
    /// <param name="data">The data view that it is a row of.</param>
    public Func<float> Reader(DataViewRow row, IDataView data)
    {
        var read = Reader(row);
        return FrameGaps.Of(data, row, Column) is { } isMissing ? () => isMissing() ? float.NaN : read() : read;
    }

    private Func<float> Reader(DataViewRow row) => Type.GetTypeCode(Column.Type.RawType) switch
    {
        TypeCode.SByte => Reader<sbyte>(row, value => value),
        TypeCode.Byte => Reader<byte>(row, value => value),
        TypeCode.Int16 => Reader<short>(row, value => value),
        TypeCode.UInt16 => Reader<ushort>(row, value => value),
        TypeCode.Int32 => Reader<int>(row, value => value),
        TypeCode.UInt32 => Reader<uint>(row, value => value),
        TypeCode.Int64 => Reader<long>(row, value => value),
        TypeCode.UInt64 => Reader<ulong>(row, value => value),
        TypeCode.Double => Reader<double>(row, value => (float)value),
        _ => Reader<float>(row, value => value),
    };

    private Func<float> Reader<T>(DataViewRow row, Func<T, float> convert)
        where T : struct
    {
        var read = row.GetGetter<T>(Column);
        return () =>
        {
            var value = default(T);
            read(ref value);
            return convert(value);
        };
    }

    private static VaeDataException Missing(string name) => new(
        $"Column '{name}' is not in the data; name the column that holds the weights of rows (ExampleWeightColumnName), or leave it out.");

    private static VaeDataException WrongType(string name, string found) => new(
        $"Column '{name}' is {found} but the weight of a row must be a number; convert it with Transforms.Conversion.ConvertType(\"{name}\"), or name another column (ExampleWeightColumnName).");
}
