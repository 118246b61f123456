using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Vae.Core.Data;
using Vae.Core.Serialization;

namespace Vae.Core.Tests.Serialization;

/// <summary>Records of a model file in which everything that can be set is set, to other than its default, whatever properties there are or will be.</summary>
internal static class FilledRecord
{
    /// <summary>A record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="choice">Which of the kinds, members and columns that may stand in one place.</param>
    public static object Of(Type type, int choice)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, choice);
        }

        if (type.IsEnum)
        {
            var members = Enum.GetValues(type);
            return members.GetValue((choice + members.Length - 1) % members.Length)!;
        }

        if (type == typeof(TableSchema))
        {
            return new TableSchema([new("größe", ColumnKind.Numeric, default), new("\"b\" <&>", ColumnKind.Categorical, ["x", "y\n"]), new("c", choice % 2 == 0 ? ColumnKind.Count : ColumnKind.Binary, default)]);
        }

        return Plain(type, choice) ?? List(type, choice) ?? Record(type, choice);
    }

    private static object? Plain(Type type, int choice) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => 7 + choice,
        TypeCode.Int64 => (1L << 40) + choice,
        TypeCode.Single => choice switch { 0 => 0.1f, 1 => float.NaN, 2 => float.PositiveInfinity, _ => 1e-30f },
        TypeCode.Double => choice switch { 0 => 0.1, 1 => double.NaN, 2 => double.NegativeInfinity, _ => 1e300 },
        TypeCode.Boolean => choice != 1,
        TypeCode.String => "text \"<é>\"\t" + choice,
        _ => null,
    };

    private static object? List(Type type, int choice)
    {
        var isImmutable = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);
        if (!isImmutable && !type.IsArray)
        {
            return null;
        }

        var element = isImmutable ? type.GetGenericArguments()[0] : type.GetElementType()!;
        var items = Array.CreateInstance(element, 2);
        items.SetValue(Of(element, choice), 0);
        items.SetValue(Of(element, choice + 1), 1);
        return isImmutable
            ? typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType: { IsArray: true } }])
                .MakeGenericMethod(element).Invoke(null, [items])
            : items;
    }

    private static object Record(Type type, int choice)
    {
        var contract = ModelJson.Settings.GetTypeInfo(type);
        if (contract.PolymorphismOptions is { DerivedTypes: { Count: > 0 } kinds })
        {
            return Of(kinds[choice % kinds.Count].DerivedType, choice);
        }

        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .First(found => found.GetParameters() is not [var parameter] || parameter.ParameterType != type);
        var record = constructor.Invoke([.. constructor.GetParameters().Select(parameter => typeof(Delegate).IsAssignableFrom(parameter.ParameterType) ? null : Of(parameter.ParameterType, choice))]);
        foreach (var property in contract.Properties.Select(property => type.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)!))
        {
            if (property.CanWrite)
            {
                property.SetValue(record, Of(property.PropertyType, choice));
            }
        }

        return record;
    }
}
