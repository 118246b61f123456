using Microsoft.ML;

namespace Vae.MLNet.Cursors;

/// <summary>What every row and cursor says when it is asked for what it cannot give.</summary>
internal static class Getters
{
    /// <summary>The getter as the type asked for.</summary>
    /// <exception cref="InvalidOperationException">The column is not active, or holds another type.</exception>
    public static ValueGetter<T> Cast<T>(Delegate? getter, DataViewSchema.Column column)
    {
        if (getter is null)
        {
            throw Inactive(column);
        }

        return getter as ValueGetter<T>
            ?? throw new InvalidOperationException(
                $"Column '{column.Name}' is {column.Type}, read as {column.Type.RawType.Name}; "
                + $"a getter of {typeof(T).Name} cannot read it.");
    }

    public static InvalidOperationException Inactive(DataViewSchema.Column column) =>
        new($"Column '{column.Name}' is not active here; name it among the columns needed when the cursor or row is made.");

    public static InvalidOperationException NoRow() =>
        new("The cursor stands on no row: call MoveNext first, and stop reading when it returns false.");
}
