using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Translates between what a class member holds and what a column's getter delivers: text and vectors differ, the rest does not.</summary>
internal abstract class MemberCodec
{
    private protected MemberCodec(Type rawType, PrimitiveDataViewType itemType, bool isVector)
    {
        RawType = rawType;
        ItemType = itemType;
        IsVector = isVector;
    }

    public Type RawType { get; }

    public PrimitiveDataViewType ItemType { get; }

    public bool IsVector { get; }

    /// <summary>A getter of the column that delivers what <paramref name="current"/> gives, a <c>Func</c> of the member's type.</summary>
    public abstract Delegate Getter(Delegate current);

    /// <summary>An action that reads the column of <paramref name="row"/> and hands its value to <paramref name="store"/>, an <c>Action</c> of the member's type.</summary>
    public abstract Action Reader(DataViewRow row, DataViewSchema.Column column, Delegate store);

    public static MemberCodec For(Type member) => TryFor(member)
        ?? throw new ArgumentOutOfRangeException(nameof(member), $"A member of type {member} cannot be a column.");

    public static MemberCodec TryFor(Type member)
    {
        if (member == typeof(string))
        {
            return new MemberCodec<string, ReadOnlyMemory<char>>(TextDataViewType.Instance, false, TextOf, SetText);
        }

        if (member == typeof(string[]))
        {
            return new MemberCodec<string[], VBuffer<ReadOnlyMemory<char>>>(TextDataViewType.Instance, true, TextsOf, SetTexts);
        }

        Type item = member.IsArray ? member.GetElementType()
            : member.IsGenericType && member.GetGenericTypeDefinition() == typeof(VBuffer<>) ? member.GetGenericArguments()[0] : member;
        PrimitiveDataViewType type = ItemTypeOf(item);
        string factory = member.IsArray ? nameof(Array) : item == member ? nameof(Plain) : nameof(Buffer);
        return type is null ? null : (MemberCodec)typeof(MemberCodec)
            .GetMethod(factory, BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(item)
            .Invoke(null, [type]);
    }

    private static PrimitiveDataViewType ItemTypeOf(Type item)
    {
        PrimitiveDataViewType[] others = [BooleanDataViewType.Instance, TextDataViewType.Instance, DateTimeDataViewType.Instance, RowIdDataViewType.Instance];
        return NumberDataViewType.All.Concat(others).FirstOrDefault(type => type.RawType == item);
    }

    private static MemberCodec<T, T> Plain<T>(PrimitiveDataViewType type)
        => new(type, false, (ref T raw) => raw, (T value, ref T raw) => raw = value);

    private static MemberCodec<T[], VBuffer<T>> Array<T>(PrimitiveDataViewType type)
        => new(type, true, ArrayOf, (T[] value, ref VBuffer<T> raw) => VBuffer<T>.Copy(value ?? [], 0, ref raw, value?.Length ?? 0));

    private static MemberCodec<VBuffer<T>, VBuffer<T>> Buffer<T>(PrimitiveDataViewType type)
        => new(type, true, CopyOf, (VBuffer<T> value, ref VBuffer<T> raw) => value.CopyTo(ref raw));

    private static T[] ArrayOf<T>(ref VBuffer<T> raw)
    {
        var values = new T[raw.Length];
        raw.CopyTo(values);
        return values;
    }

    private static VBuffer<T> CopyOf<T>(ref VBuffer<T> raw)
    {
        VBuffer<T> copy = default;
        raw.CopyTo(ref copy);
        return copy;
    }

    private static string TextOf(ref ReadOnlyMemory<char> raw) => raw.ToString();

    private static void SetText(string value, ref ReadOnlyMemory<char> raw) => raw = value.AsMemory();

    private static string[] TextsOf(ref VBuffer<ReadOnlyMemory<char>> raw) => raw.DenseValues().Select(text => text.ToString()).ToArray();

    private static void SetTexts(string[] value, ref VBuffer<ReadOnlyMemory<char>> raw)
        => raw = new VBuffer<ReadOnlyMemory<char>>(value?.Length ?? 0, (value ?? []).Select(text => text.AsMemory()).ToArray());
}

internal delegate TMember Decoder<TMember, TRaw>(ref TRaw raw);

internal delegate void Encoder<TMember, TRaw>(TMember value, ref TRaw raw);

/// <summary>The translation between one member type and one raw type.</summary>
internal sealed class MemberCodec<TMember, TRaw>(PrimitiveDataViewType itemType, bool isVector, Decoder<TMember, TRaw> decode, Encoder<TMember, TRaw> encode)
    : MemberCodec(typeof(TRaw), itemType, isVector)
{
    public override Delegate Getter(Delegate current)
    {
        var value = (Func<TMember>)current;
        return (ValueGetter<TRaw>)((ref TRaw raw) => encode(value(), ref raw));
    }

    public override Action Reader(DataViewRow row, DataViewSchema.Column column, Delegate store)
    {
        ValueGetter<TRaw> getter = row.GetGetter<TRaw>(column);
        var keep = (Action<TMember>)store;
        TRaw raw = default;
        return () =>
        {
            getter(ref raw);
            keep(decode(ref raw));
        };
    }
}
