using Microsoft.ML.Data;

namespace Vae.MLNet.Columns;

/// <summary>The type of an input column: what its values are, and how many there are in a row.</summary>
/// <param name="Type">What they are.</param>
/// <param name="Size">Slots of a vector; 0 for one value.</param>
internal readonly record struct InputShape(InputType Type, int Size)
{
    /// <summary>Columns of the table that it makes.</summary>
    public int Slots => Math.Max(1, Size);

    /// <summary>Whether its values are whole numbers, which may be names too.</summary>
    public bool IsInteger => Type is >= InputType.SByte and <= InputType.UInt64;

    public bool IsNumber => Type <= InputType.UInt64;

    /// <summary>The type of a column; null where a model cannot read it, or its size is not known.</summary>
    public static InputShape? Of(DataViewType type)
    {
        var (item, size) = type is VectorDataViewType vector ? (vector.ItemType, vector.Size) : (type, 0);
        return OfItem(item) is { } found && (type is not VectorDataViewType || size > 0) ? new InputShape(found, size) : null;
    }

    /// <summary>What the values of a type are; null where a model cannot read them.</summary>
    public static InputType? OfItem(DataViewType item) => item switch
    {
        KeyDataViewType => InputType.Key,
        TextDataViewType => InputType.Text,
        BooleanDataViewType => InputType.Boolean,
        NumberDataViewType when Enum.TryParse<InputType>(item.RawType.Name, out var number) => number,
        _ => null,
    };

    /// <summary>A type of this kind, with keys of a given number of values.</summary>
    public DataViewType ToDataViewType(int keyCount)
    {
        PrimitiveDataViewType item = Type switch
        {
            InputType.Single => NumberDataViewType.Single,
            InputType.Double => NumberDataViewType.Double,
            InputType.SByte => NumberDataViewType.SByte,
            InputType.Byte => NumberDataViewType.Byte,
            InputType.Int16 => NumberDataViewType.Int16,
            InputType.UInt16 => NumberDataViewType.UInt16,
            InputType.Int32 => NumberDataViewType.Int32,
            InputType.UInt32 => NumberDataViewType.UInt32,
            InputType.Int64 => NumberDataViewType.Int64,
            InputType.UInt64 => NumberDataViewType.UInt64,
            InputType.Boolean => BooleanDataViewType.Instance,
            InputType.Text => TextDataViewType.Instance,
            _ => new KeyDataViewType(typeof(uint), keyCount),
        };
        return Size == 0 ? item : new VectorDataViewType(item, Size);
    }
}
