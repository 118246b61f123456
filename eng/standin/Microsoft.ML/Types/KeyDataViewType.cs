namespace Microsoft.ML.Data;

/// <summary>Values out of a known number of categories: 0 is missing, 1 to <see cref="Count"/> are the categories.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(Checked(type))
    {
        ulong most = Type.GetTypeCode(type) switch
        {
            TypeCode.Byte => byte.MaxValue,
            TypeCode.UInt16 => ushort.MaxValue,
            TypeCode.UInt32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        if (count == 0 || count > most)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A key of type {type.Name} holds 1 to {most} categories.");
        }

        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, count < 0 ? 0 : (ulong)count)
    {
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type)
        => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => Equals(other as DataViewType);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static Type Checked(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return IsValidDataType(type)
            ? type
            : throw new ArgumentException($"A key is an unsigned integer, which {type.Name} is not.", nameof(type));
    }
}
