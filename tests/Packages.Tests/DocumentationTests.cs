using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>The documentation that an editor shows to users: it is there, and what it refers to is something that they can use.</summary>
[Collection(PackedCollection.Name)]
public sealed class DocumentationTests(PackedFixture packed)
{
    [Fact]
    public void Documentation_EveryLibrary_DescribesItsPublicTypes() => Assert.All(packed.Packages.Where(package => package.IsLibrary), package =>
    {
        var described = Members(package).Select(member => member.Attribute("name")!.Value).ToHashSet();
        var types = PublicTypes(Compilation().References.Select(reference => Compilation().GetAssemblyOrModuleSymbol(reference)).OfType<IAssemblySymbol>()
            .Single(assembly => assembly.Name == package.Id).GlobalNamespace).ToList();

        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.Contains(type.GetDocumentationCommentId()!, described));
    });

    [Fact]
    public void Documentation_OfWhatIsPublic_RefersToWhatIsPublic()
    {
        var compilation = Compilation();
        var broken =
            from package in packed.Packages
            where package.IsLibrary
            from member in Members(package)
            where IsPublic(Find(member.Attribute("name")!.Value, compilation))
            from reference in member.Descendants().Attributes("cref")
            where !IsPublic(Find(reference.Value, compilation))
            select $"{package.Id}: {member.Attribute("name")!.Value} refers to {reference.Value}";

        Assert.Empty(broken);
    }

    private static List<XElement> Members(Package package)
    {
        using var content = new MemoryStream(package.Read($"lib/net10.0/{package.Id}.xml"));
        return [.. XDocument.Load(content).Descendants("member")];
    }

    /// <summary>Knows all that a program does which references every library.</summary>
    private CSharpCompilation Compilation() => compilation ??= CSharpCompilation.Create(
        "user",
        references: [.. Directory.GetFiles(packed.Programs.OutputOfAllLibraries, "*.dll")
            .Concat(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsOfTheFramework))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private CSharpCompilation? compilation;

    private static bool IsOfTheFramework(string path) => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location);

    private static ISymbol? Find(string id, CSharpCompilation compilation) => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation);

    private static bool IsPublic(ISymbol? symbol) => symbol is INamespaceSymbol
        || (symbol is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal }
            && (symbol.ContainingType is null || IsPublic(symbol.ContainingType)));

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public && !type.IsImplicitlyDeclared).Concat(space.GetNamespaceMembers().SelectMany(PublicTypes));
}
