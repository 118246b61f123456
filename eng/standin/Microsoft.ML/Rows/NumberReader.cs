using System.Numerics;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Reads numeric, Boolean and key columns as numbers, whatever their raw type.</summary>
internal static class NumberReader
{
    /// <summary>The value of a scalar column; a missing key reads as NaN, and the first category as 0.</summary>
    public static Func<double> For(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            ValueGetter<bool> getter = row.GetGetter<bool>(column);
            bool value = false;
            return () =>
            {
                getter(ref value);
                return value ? 1 : 0;
            };
        }

        if (column.Type is not (NumberDataViewType or KeyDataViewType))
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' of type {column.Type} is not a number.");
        }

        var read = (Func<double>)Call(nameof(Scalar), column.Type.RawType, row, column);
        return column.Type is NumberDataViewType ? read : () => read() is var key && key == 0 ? double.NaN : key - 1;
    }

    /// <summary>Whether any value of the column is NaN, or a key of no category.</summary>
    public static Func<bool> HasMissing(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
        {
            return vector.ItemType is NumberDataViewType ? (Func<bool>)Call(nameof(AnyNaN), vector.ItemType.RawType, row, column) : () => false;
        }

        if (column.Type is not (NumberDataViewType or KeyDataViewType))
        {
            return () => false;
        }

        Func<double> number = For(row, column);
        return () => double.IsNaN(number());
    }

    private static object Call(string method, Type type, DataViewRow row, DataViewSchema.Column column)
        => typeof(NumberReader).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(type).Invoke(null, [row, column]);

    private static Func<double> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = T.Zero;
        return () =>
        {
            getter(ref value);
            return double.CreateChecked(value);
        };
    }

    private static Func<bool> AnyNaN<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            foreach (T item in value.GetValues())
            {
                if (T.IsNaN(item))
                {
                    return true;
                }
            }

            return false;
        };
    }
}
