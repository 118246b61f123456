namespace Packages.Tests.Support;

/// <summary>Tests that share what <see cref="PackedFixture"/> has packed.</summary>
[CollectionDefinition(Name)]
public sealed class PackedCollection : ICollectionFixture<PackedFixture>
{
    public const string Name = "packed";
}
