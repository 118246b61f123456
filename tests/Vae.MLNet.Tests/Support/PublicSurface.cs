using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vae.MLNet.Tests.Support;

/// <summary>Writes down what of an assembly others can see, one line a type or member, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Describe(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes().Where(t => !IsGenerated(t)))
        {
            lines.Add($"{Name(type)} : {string.Join(", ", new[] { type.BaseType }.Concat(type.GetInterfaces()).OfType<Type>().Select(Name).Order(StringComparer.Ordinal))}");
            lines.AddRange(type.GetMembers(Declared).Where(m => !IsGenerated(m)).Select(m => Line(type, m)).OfType<string>());
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo c when IsVisible(c) => $"{Name(type)}({Parameters(c)})",
        MethodInfo m when IsVisible(m) && !m.IsSpecialName => $"{Name(type)}.{m.Name}({Parameters(m)}) -> {Name(m.ReturnType)}{(m.IsStatic ? " static" : "")}",
        PropertyInfo p when p.GetMethod is { } get && IsVisible(get) =>
            $"{Name(type)}.{p.Name} {{ get;{(p.SetMethod is { } set && IsVisible(set) ? " init;" : "")} }} -> {Name(p.PropertyType)}",
        FieldInfo f when f.IsPublic => $"{Name(type)}.{f.Name} -> {Name(f.FieldType)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<', StringComparison.Ordinal) || member.Name is "PrintMembers" or "EqualityContract";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? FormattableString.Invariant($" = {p.DefaultValue ?? "null"}") : "")}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
