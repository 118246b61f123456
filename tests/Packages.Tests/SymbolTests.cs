using System.Reflection.PortableExecutable;
using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>Symbols: in the assemblies themselves, and the same from whichever folder they were built.</summary>
[Collection(PackedCollection.Name)]
public sealed class SymbolTests(PackedFixture packed)
{
    [Fact]
    public void Assemblies_OfEveryPackage_HoldTheirSymbols() => Assert.All(Assemblies(), assembly =>
    {
        using var reader = new PEReader(new MemoryStream(assembly.Content));

        Assert.Contains(reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        Assert.Contains(reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    });

    [Fact]
    public void Symbols_BuiltForRelease_NameNoFolderOfThisMachine()
    {
        // What is built for debugging does: the debugger looks there.
        var isMapped = Repository.Configuration == "Release";

        Assert.All(Assemblies(), assembly => Assert.All(Documents(assembly.Content), document => Assert.Equal(isMapped, document.StartsWith("/_", StringComparison.Ordinal))));
    }

    private List<(string Name, byte[] Content)> Assemblies() =>
    [
        .. packed.Packages.SelectMany(package => package.Entries
            .Where(entry => Path.GetFileName(entry).StartsWith("vae", StringComparison.OrdinalIgnoreCase) && entry.EndsWith(".dll", StringComparison.Ordinal))
            .Select(entry => (entry, package.Read(entry)))),
    ];

    private static List<string> Documents(byte[] assembly)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        var entry = reader.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var provider = reader.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var symbols = provider.GetMetadataReader();
        return [.. symbols.Documents.Select(handle => symbols.GetString(symbols.GetDocument(handle).Name))];
    }
}
