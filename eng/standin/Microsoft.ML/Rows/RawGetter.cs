using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Getters of columns whose raw type is known only at run time.</summary>
internal static class RawGetter
{
    /// <summary>The getter of a column, as a delegate of whatever type it is.</summary>
    public static Delegate Of(DataViewRow row, DataViewSchema.Column column)
        => (Delegate)typeof(RawGetter)
            .GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, [row, column]);

    /// <summary>A function that reads a column as an object of its own, which later rows do not overwrite.</summary>
    public static Func<object> Boxed(DataViewRow row, DataViewSchema.Column column)
        => (Func<object>)typeof(RawGetter)
            .GetMethod(nameof(Box), BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, [row, column]);

    private static ValueGetter<T> Typed<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    private static Func<object> Box<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            return value;
        };
    }
}
