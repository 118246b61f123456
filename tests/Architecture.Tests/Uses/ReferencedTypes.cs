using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Architecture.Tests.Uses;

/// <summary>Collects the types of its own assembly that a signature names.</summary>
internal sealed class ReferencedTypes(MetadataReader reader, ISet<TypeDefinitionHandle> found) : ISignatureTypeProvider<int, object?>
{
    // What a provider returns for a type is of no interest here: only that it was asked for is.
    private const int Nothing = 0;

    public int GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found.Add(handle);
        return Nothing;
    }

    public int GetTypeFromSpecification(MetadataReader metadata, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public int GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind) => Nothing;

    public int GetArrayType(int elementType, ArrayShape shape) => Nothing;

    public int GetByReferenceType(int elementType) => Nothing;

    public int GetFunctionPointerType(MethodSignature<int> signature) => Nothing;

    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => Nothing;

    public int GetGenericMethodParameter(object? genericContext, int index) => Nothing;

    public int GetGenericTypeParameter(object? genericContext, int index) => Nothing;

    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => Nothing;

    public int GetPinnedType(int elementType) => Nothing;

    public int GetPointerType(int elementType) => Nothing;

    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => Nothing;

    public int GetSZArrayType(int elementType) => Nothing;

    /// <summary>Adds what a type, a member or a signature names.</summary>
    public void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)handle, 0);
                break;
            case HandleKind.FieldDefinition:
                var field = reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                found.Add(field.GetDeclaringType());
                field.DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                var method = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                found.Add(method.GetDeclaringType());
                method.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                {
                    member.DecodeMethodSignature(this, null);
                }
                else
                {
                    member.DecodeFieldSignature(this, null);
                }

                break;
            case HandleKind.MethodSpecification:
                var instance = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(instance.Method);
                instance.DecodeSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                var signature = reader.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                {
                    signature.DecodeLocalSignature(this, null);
                }
                else
                {
                    signature.DecodeMethodSignature(this, null);
                }

                break;
        }
    }
}
