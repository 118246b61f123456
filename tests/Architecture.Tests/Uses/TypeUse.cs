namespace Architecture.Tests.Uses;

/// <summary>A type that uses one of another namespace of its assembly.</summary>
internal sealed record TypeUse(string User, string UserNamespace, string Used, string UsedNamespace)
{
    public override string ToString() => $"{UserNamespace}.{User} uses {UsedNamespace}.{Used}";
}
