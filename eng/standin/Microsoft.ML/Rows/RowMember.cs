using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>One member of a row class bound to one column.</summary>
internal abstract class RowMember<TRow>(DataViewSchema.DetachedColumn column)
    where TRow : class
{
    public DataViewSchema.DetachedColumn Column { get; } = column;

    public abstract Delegate Getter(Func<TRow> current);

    public abstract Action Reader(DataViewRow row, DataViewSchema.Column column, Func<TRow> current);

    public static RowMember<TRow>[] Bind(SchemaDefinition definition, SchemaDefinition.Direction direction)
        => (definition ?? SchemaDefinition.Create(typeof(TRow), direction)).Select(Bind).ToArray();

    private static RowMember<TRow> Bind(SchemaDefinition.Column column)
    {
        MemberInfo member = (MemberInfo)typeof(TRow).GetField(column.MemberName) ?? typeof(TRow).GetProperty(column.MemberName)
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no public field or property '{column.MemberName}'.");
        MemberCodec codec = MemberCodec.For(RowMember.TypeOf(member));
        DataViewType type = column.ColumnType ?? RowMember.ColumnType(member);
        if (type.RawType != codec.RawType)
        {
            throw new InvalidOperationException($"Member '{column.MemberName}' of {typeof(TRow).Name} holds {RowMember.TypeOf(member)}, which a column of type {type} does not.");
        }

        var detached = new DataViewSchema.DetachedColumn(column.ColumnName ?? column.MemberName, type, column.Annotations);
        return (RowMember<TRow>)Activator.CreateInstance(typeof(RowMember<,>).MakeGenericType(typeof(TRow), RowMember.TypeOf(member)), detached, member, codec);
    }
}

/// <summary>One member of known type.</summary>
internal sealed class RowMember<TRow, TMember>(DataViewSchema.DetachedColumn column, MemberInfo member, MemberCodec codec) : RowMember<TRow>(column)
    where TRow : class
{
    private readonly Lazy<Func<TRow, TMember>> _get = new(() => CompileGet(member));
    private readonly Lazy<Action<TRow, TMember>> _set = new(() => CompileSet(member));

    public override Delegate Getter(Func<TRow> current)
    {
        Func<TRow, TMember> get = _get.Value;
        return codec.Getter((Func<TMember>)(() => get(current())));
    }

    public override Action Reader(DataViewRow row, DataViewSchema.Column column, Func<TRow> current)
    {
        Action<TRow, TMember> set = _set.Value;
        return codec.Reader(row, column, (Action<TMember>)(value => set(current(), value)));
    }

    private static Func<TRow, TMember> CompileGet(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    private static Action<TRow, TMember> CompileSet(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }
}

/// <summary>Which members of a class are columns, and of what type.</summary>
internal static class RowMember
{
    public static IEnumerable<MemberInfo> Of(Type type, SchemaDefinition.Direction direction)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> fields = type.GetFields(Public).Where(field => !field.IsInitOnly || !direction.HasFlag(SchemaDefinition.Direction.Write));
        IEnumerable<MemberInfo> properties = type.GetProperties(Public).Where(property => property.GetIndexParameters().Length == 0
            && (!direction.HasFlag(SchemaDefinition.Direction.Read) || property.GetGetMethod() is not null)
            && (!direction.HasFlag(SchemaDefinition.Direction.Write) || property.GetSetMethod() is not null));
        return fields.Concat(properties).Where(member => member.GetCustomAttribute<NoColumnAttribute>() is null);
    }

    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static DataViewType ColumnType(MemberInfo member)
    {
        MemberCodec codec = MemberCodec.TryFor(TypeOf(member))
            ?? throw new ArgumentOutOfRangeException(nameof(member), $"Member '{member.Name}' of {member.DeclaringType.Name} is of type {TypeOf(member)}, which no column holds; mark it [NoColumn] or change it.");
        PrimitiveDataViewType item = codec.ItemType;
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            item = new KeyDataViewType(item.RawType, key.Count ?? MaxCount(item.RawType));
        }

        return codec.IsVector ? new VectorDataViewType(item, member.GetCustomAttribute<VectorTypeAttribute>()?.Dims ?? [0]) : item;
    }

    public static ulong MaxCount(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };
}
