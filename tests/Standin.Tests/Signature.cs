using System.Globalization;
using System.Reflection;

namespace Standin.Tests;

/// <summary>Writes types and members as text in which all that a caller or an implementer could notice is said, and assemblies are not.</summary>
internal static class Signature
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static string OfType(Type type)
    {
        string kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : "class";
        string modifiers = $"{(type.IsAbstract ? "abstract " : "")}{(type.IsSealed ? "sealed " : "")}{(type.IsByRefLike ? "ref " : "")}{(Has(type, "IsReadOnlyAttribute") ? "readonly " : "")}";
        return $"{modifiers}{kind} {type.FullName}{Generics(type.GetGenericArguments())} : {(type.BaseType is { } parent ? Name(parent) : "nothing")}";
    }

    public static IEnumerable<string> Interfaces(Type type) => type.GetInterfaces().Select(Name).Where(name => !name.Contains("ISpanFormattable", StringComparison.Ordinal));

    public static IEnumerable<string> Members(Type type, bool declaredOnly)
        => Levels(type, declaredOnly)
            .SelectMany(level => level.GetMembers(All | BindingFlags.DeclaredOnly).Where(member => level == type || member is not ConstructorInfo))
            .Select(OfMember)
            .OfType<string>();

    public static IEnumerable<string> Abstract(Type type)
        => Levels(type, declaredOnly: true).SelectMany(level => level.GetMethods(All | BindingFlags.DeclaredOnly)).Where(method => method.IsAbstract).Select(OfMember).OfType<string>();

    /// <summary>The name of the member that a signature is of.</summary>
    public static string NameIn(string signature)
    {
        string head = signature.Split('(', '=', '<')[0].TrimEnd();
        return head[(head.LastIndexOf(' ') + 1)..];
    }

    private static IEnumerable<Type> Levels(Type type, bool declaredOnly)
    {
        for (Type? level = type; level is not null; level = declaredOnly ? null : level.BaseType)
        {
            yield return level;
        }
    }

    // Null for what cannot be seen from outside.
    private static string? OfMember(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => Access(constructor) is { } access && !constructor.IsStatic ? $"{access} new({Parameters(constructor)})" : null,
        MethodInfo method => Access(method) is { } access ? $"{access} {Modifiers(method)}{Name(method.ReturnParameter)} {method.Name}{Generics(method.GetGenericArguments())}({Parameters(method)})" : null,
        FieldInfo field => Access(field) is { } access ? $"{access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}{Constant(field)}" : null,
        _ => null,
    };

    private static string? Access(MethodBase method) => method.IsPublic ? "public" : method.IsFamily || method.IsFamilyOrAssembly ? "protected" : null;

    private static string? Access(FieldInfo field) => field.IsPublic ? "public" : field.IsFamily || field.IsFamilyOrAssembly ? "protected" : null;

    // A method that implements an interface is virtual and final, which nobody can notice.
    private static string Modifiers(MethodInfo method)
        => method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType!.IsSealed ? "virtual " : "";

    private static string Constant(FieldInfo field)
        => field.IsLiteral ? " = " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(Has(parameter, "ParamArrayAttribute") ? "params " : "")}{(Has(parameter, "ScopedRefAttribute") ? "scoped " : "")}{Name(parameter)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter)
        => !parameter.HasDefaultValue ? ""
            : parameter.RawDefaultValue is { } value ? $" = {Convert.ToString(value, CultureInfo.InvariantCulture)}" : " = null";

    private static string Name(ParameterInfo parameter)
        => !parameter.ParameterType.IsByRef ? Name(parameter.ParameterType)
            : $"{(parameter.IsOut ? "out" : parameter.IsIn ? "in" : "ref")} {Name(parameter.ParameterType.GetElementType()!)}";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        }

        string name = type.IsGenericType ? type.GetGenericTypeDefinition().FullName! : type.FullName!;
        return type.IsGenericType ? $"{name}[{string.Join(", ", type.GetGenericArguments().Select(Name))}]" : name;
    }

    private static string Generics(Type[] arguments)
        => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(argument => argument.IsGenericParameter ? Constraint(argument) : Name(argument)))}>";

    private static string Constraint(Type parameter)
        => $"{parameter.Name}: {parameter.GenericParameterAttributes} {string.Join(" ", parameter.GetGenericParameterConstraints().Select(Name).Order())}";

    private static bool Has(ICustomAttributeProvider member, string attribute)
        => member.GetCustomAttributes(inherit: false).Any(found => found.GetType().Name == attribute);
}
