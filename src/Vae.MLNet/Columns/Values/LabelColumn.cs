using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;

namespace Vae.MLNet.Columns.Values;

/// <summary>The column that labels are read from: a key, whose missing value is a row without a label.</summary>
internal sealed class LabelColumn : IRowLabel
{
    private LabelColumn(DataViewSchema.Column column, int count) => (Column, Count) = (column, count);

    public DataViewSchema.Column Column { get; }

    /// <summary>Classes.</summary>
    public int Count { get; }

    /// <summary>The values of the keys; null where they have none.</summary>
    public KeyValues? Values => KeyValues.Read(Column, Count);

    /// <summary>Finds the column in data that are there.</summary>
    /// <exception cref="VaeDataException">It is missing or no key.</exception>
    public static LabelColumn Find(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw Missing(name);
        }

        return column.Type is KeyDataViewType { Count: > 0 and <= int.MaxValue } key
            ? new LabelColumn(column, (int)key.Count)
            : throw WrongType(name, column.Type.ToString()!);
    }

    /// <summary>Checks the column in the shape of data that are not there yet.</summary>
    /// <exception cref="VaeDataException">It is missing or no key.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        foreach (var column in shape)
        {
            if (column.Name == name)
            {
                if (!column.IsKey || column.Kind != SchemaShape.Column.VectorKind.Scalar)
                {
                    throw WrongType(name, column.ItemType.ToString()!);
                }

                return;
            }
        }

        throw Missing(name);
    }

    /// <summary>Reads the label of whichever row a cursor stands on: its class from 0, or NaN.</summary>
    /// <param name="row">The row.</param>
    /// <param name="data">The data view that it is a row of; not asked.</param>
    public Func<float> Reader(DataViewRow row, IDataView data)
    {
        if (Column.Type.RawType == typeof(byte))
        {
            return Reader<byte>(row, Column, value => value);
        }

        if (Column.Type.RawType == typeof(ushort))
        {
            return Reader<ushort>(row, Column, value => value);
        }

        return Column.Type.RawType == typeof(uint) ? Reader<uint>(row, Column, value => value) : Reader<ulong>(row, Column, value => value);
    }

    private static Func<float> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> number)
        where T : struct
    {
        var read = row.GetGetter<T>(column);
        return () =>
        {
            var value = default(T);
            read(ref value);

            // Keys are numbered from 1; 0 is a key that is missing.
            var key = number(value);
            return key == 0 ? float.NaN : key - 1;
        };
    }

    private static VaeDataException Missing(string name) => new(
        $"Column '{name}' is not in the data; name the column that holds the label, or make it with Transforms.Conversion.MapValueToKey.");

    private static VaeDataException WrongType(string name, string found) => new(
        $"Column '{name}' is {found} but a label must be a key; make it one with Transforms.Conversion.MapValueToKey(\"{name}\").");
}
