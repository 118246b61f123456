using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Architecture.Tests.Uses;

/// <summary>Which types of a compiled assembly use which others of it.</summary>
internal static class TypeUses
{
    /// <summary>
    /// Reads every use: base types, interfaces, fields, signatures, constraints, attributes, local variables and what instructions name. A nested type, and so what the
    /// compiler makes of a lambda or an iterator, counts as the type that it lies in. Constants leave no trace where they are used.
    /// </summary>
    public static IReadOnlyList<TypeUse> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        var uses = new HashSet<TypeUse>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var (user, userNamespace) = NameOf(reader, handle);
            foreach (var used in UsedBy(file, reader, handle))
            {
                var (name, itsNamespace) = NameOf(reader, used);
                if (userNamespace != itsNamespace && IsWritten(user) && IsWritten(name))
                {
                    uses.Add(new TypeUse(user, userNamespace, name, itsNamespace));
                }
            }
        }

        return [.. uses];
    }

    /// <summary>The namespaces in which the assembly declares types.</summary>
    public static IReadOnlySet<string> Namespaces(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        return reader.TypeDefinitions.Select(handle => NameOf(reader, handle)).Where(type => IsWritten(type.Name)).Select(type => type.Namespace).ToHashSet();
    }

    // The compiler's own types begin so: those of array literals, for one.
    private static bool IsWritten(string name) => !name.StartsWith('<');

    private static (string Name, string Namespace) NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return (reader.GetString(type.Name), reader.GetString(type.Namespace));
    }

    private static HashSet<TypeDefinitionHandle> UsedBy(PEReader file, MetadataReader reader, TypeDefinitionHandle handle)
    {
        var found = new HashSet<TypeDefinitionHandle>();
        var types = new ReferencedTypes(reader, found);
        var type = reader.GetTypeDefinition(handle);
        types.Add(type.BaseType);
        AddAttributes(reader, types, type.GetCustomAttributes());
        AddParameters(reader, types, type.GetGenericParameters());
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            types.Add(reader.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var field in type.GetFields())
        {
            types.Add(field);
            AddAttributes(reader, types, reader.GetFieldDefinition(field).GetCustomAttributes());
        }

        foreach (var property in type.GetProperties())
        {
            AddAttributes(reader, types, reader.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (var method in type.GetMethods())
        {
            AddMethod(file, reader, types, method);
        }

        return found;
    }

    private static void AddMethod(PEReader file, MetadataReader reader, ReferencedTypes types, MethodDefinitionHandle handle)
    {
        types.Add(handle);
        var method = reader.GetMethodDefinition(handle);
        AddAttributes(reader, types, method.GetCustomAttributes());
        AddParameters(reader, types, method.GetGenericParameters());
        foreach (var parameter in method.GetParameters())
        {
            AddAttributes(reader, types, reader.GetParameter(parameter).GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        types.Add(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            types.Add(region.CatchType);
        }

        foreach (var token in MethodTokens.Of(body.GetILBytes() ?? []))
        {
            types.Add(token);
        }
    }

    private static void AddParameters(MetadataReader reader, ReferencedTypes types, GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(parameter => reader.GetGenericParameter(parameter).GetConstraints()))
        {
            types.Add(reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private static void AddAttributes(MetadataReader reader, ReferencedTypes types, CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            types.Add(reader.GetCustomAttribute(attribute).Constructor);
        }
    }
}
