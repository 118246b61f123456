using System.IO.Compression;
using System.Xml.Linq;

namespace Packages.Tests.Support;

/// <summary>A package's file, opened.</summary>
internal sealed class Package
{
    private Package(string path)
    {
        FilePath = path;
        using var archive = ZipFile.OpenRead(path);
        Entries = [.. archive.Entries.Select(entry => entry.FullName)];
        using var nuspec = archive.Entries.Single(entry => entry.FullName == entry.Name && entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public string FilePath { get; }

    public long Bytes => new FileInfo(FilePath).Length;

    /// <summary>Paths in the package.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>The element <c>metadata</c> of its nuspec.</summary>
    public XElement Metadata { get; }

    public string Id => Value("id")!;

    public bool IsTool => HasType("DotnetTool");

    /// <summary>Whether it is one that programs reference.</summary>
    public bool IsLibrary => !Metadata.Descendants().Any(element => element.Name.LocalName == "packageType");

    /// <summary>Ids and versions of what it depends on.</summary>
    public IReadOnlyList<(string Id, string Version)> Dependencies =>
        [.. Metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value))];

    public static Package Open(string path) => new(path);

    public string? Value(string name) => Metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    public byte[] Read(string entry)
    {
        using var archive = ZipFile.OpenRead(FilePath);
        using var content = (archive.GetEntry(entry) ?? throw new FileNotFoundException($"{Id} has no {entry}")).Open();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }

    public override string ToString() => Id;

    private bool HasType(string type) => Metadata.Descendants().Any(element => element.Name.LocalName == "packageType" && element.Attribute("name")?.Value == type);
}
