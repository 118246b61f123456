using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using Packages.Tests.Support;

namespace Packages.Tests;

[Collection(PackedCollection.Name)]
public sealed partial class PackageFactsTests(PackedFixture packed)
{
    // The tool with all that it runs on, twice: for any platform, and compiled ahead for one. Half as much again has something in it that it does not need.
    private const long MostBytesOfTheTool = 18_000_000;

    // Of the licences of what is not ours.
    private const string Notices = "THIRD-PARTY-NOTICES.txt";

    [Theory]
    [InlineData("Vae.Core")]
    [InlineData("Vae.Data")]
    [InlineData("Vae.Reports")]
    [InlineData("Vae.Plots")]
    [InlineData("Vae.MLNet")]
    [InlineData("Vae.Torch")]
    [InlineData("Vae.Mpi")]
    [InlineData("Vae.Cli")]
    [InlineData("Vae.Templates")]
    public void Pack_Solution_GivesThePackage(string id) => Assert.Equal(packed.Version, packed[id].Value("version"));

    [Fact]
    public void Pack_EveryPackage_SaysWhatItIsAndWhoseItIs() => Assert.All(packed.Packages, package =>
    {
        Assert.Equal("MIT", package.Value("license"));
        Assert.Equal("The Vae.MLNet authors", package.Value("authors"));
        Assert.NotEqual("Package Description", package.Value("description"));
        Assert.Contains("variational-autoencoder", package.Value("tags")!, StringComparison.Ordinal);
    });

    [Fact]
    public void Pack_EveryPackage_HasTheIcon() => Assert.All(packed.Packages, package =>
    {
        var icon = package.Read(package.Value("icon")!);

        Assert.Equal("\u0089PNG", Encoding.Latin1.GetString(icon.AsSpan(0, 4)));
        Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))));
    });

    [Fact]
    public void Pack_EveryPackage_HasAReadmeWithoutLinksThatLeadNowhere() => Assert.All(packed.Packages, package =>
    {
        var readme = Encoding.UTF8.GetString(package.Read(package.Value("readme")!));

        Assert.StartsWith("# ", readme, StringComparison.Ordinal);
        Assert.All(Link().Matches(readme), link => Assert.Matches("^(https?:|#)", link.Groups[2].Value));
    });

    [Theory]
    [InlineData("Vae.MLNet", "README.md")]
    [InlineData("Vae.Cli", "src/Vae.Cli/README.md")]
    public void Pack_Readme_KeepsItsWords(string id, string source)
    {
        var words = Link().Replace(File.ReadAllText(Repository.PathOf(source)), "$1");

        Assert.Contains('\\', words);
        Assert.Equal(words, Link().Replace(Encoding.UTF8.GetString(packed[id].Read("README.md")), "$1"));
    }

    [Fact]
    public void Pack_EveryPackage_NamesTheCommit()
    {
        var isCheckout = Path.Exists(Repository.PathOf(".git"));
        var head = isCheckout ? Command.Run(Repository.Root, new Dictionary<string, string?>(), "git", "rev-parse", "HEAD").ThrowIfFailed().Output.Trim() : null;

        Assert.All(packed.Packages, package =>
            Assert.Equal(head, package.Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == "repository")?.Attribute("commit")?.Value));
    }

    [Fact]
    public void Pack_Libraries_HoldTheAssemblyItsDocumentationAndNothingElse() => Assert.All(packed.Packages.Where(package => package.IsLibrary), package =>
        Assert.Equal(
            new[] { $"{package.Id}.nuspec", "README.md", "icon.png", $"lib/net10.0/{package.Id}.dll", $"lib/net10.0/{package.Id}.xml" }
                .Concat(package.Id is "Vae.Reports" or "Vae.Plots" ? [Notices] : Array.Empty<string>()).Order(StringComparer.Ordinal),
            package.Entries.Where(entry => !entry.StartsWith("package/", StringComparison.Ordinal) && entry is not ("_rels/.rels" or "[Content_Types].xml"))
                .Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("Vae.Reports", Notices)]
    [InlineData("Vae.Cli", "tools/net10.0/any/" + Notices)]
    public void Pack_WithTheScriptOfCharts_HoldsItsLicence(string id, string entry) =>
        Assert.Contains("Apache License", Encoding.UTF8.GetString(packed[id].Read(entry)), StringComparison.Ordinal);

    [Fact]
    public void Pack_WithTheFont_HoldsItsLicence() =>
        Assert.Contains("SIL OPEN FONT LICENSE", Encoding.UTF8.GetString(packed["Vae.Plots"].Read(Notices)), StringComparison.Ordinal);

    [Fact]
    public void Pack_EveryPackage_GoesWithoutLibtorch() => Assert.All(packed.Packages, package =>
        Assert.DoesNotContain(package.Entries, entry => NativeTorch().IsMatch(Path.GetFileName(entry))));

    [Fact]
    public void Pack_Tool_IsCompiledAheadForThePlatformThatItIsPackedOn()
    {
        var tool = packed["Vae.Cli"];
        var folders = tool.Entries.Where(entry => entry.EndsWith("/vae.dll", StringComparison.Ordinal)).Select(entry => entry[..^"vae.dll".Length]).ToArray();

        Assert.Equal(2, folders.Length);
        Assert.All(folders, folder => Assert.Equal(!folder.EndsWith("/any/", StringComparison.Ordinal), IsCompiledAhead(tool.Read(folder + "vae.dll"))));
        Assert.All(folders, folder => Assert.Equal(!folder.EndsWith("/any/", StringComparison.Ordinal), IsCompiledAhead(tool.Read(folder + "Vae.Core.dll"))));
        Assert.Equal(Managed(folders[0]), Managed(folders[1]));

        string[] Managed(string folder) =>
            [.. tool.Entries.Where(entry => entry.StartsWith(folder, StringComparison.Ordinal) && !entry.Contains("/runtimes/", StringComparison.Ordinal)).Select(entry => entry[folder.Length..]).Order(StringComparer.Ordinal)];
    }

    private static bool IsCompiledAhead(byte[] assembly)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    [Fact]
    public void Pack_Tool_HoldsNothingThatItDoesNotRun()
    {
        var tool = packed["Vae.Cli"];

        Assert.True(tool.IsTool);
        Assert.Contains("tools/net10.0/any/vae.dll", tool.Entries);
        Assert.Contains("tools/net10.0/any/Vae.Torch.dll", tool.Entries);
        Assert.DoesNotContain(tool.Entries, entry => entry.EndsWith(".xml", StringComparison.Ordinal) && !entry.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal) && entry != "[Content_Types].xml");
        Assert.All(tool.Entries.Where(entry => entry.Contains("/runtimes/", StringComparison.Ordinal)), entry => Assert.Contains("LibTorchSharp", entry, StringComparison.Ordinal));
        Assert.InRange(tool.Bytes, 1, MostBytesOfTheTool);
    }

    [GeneratedRegex(@"!?\[([^\[\]]*)\]\(([^()]*)\)")]
    private static partial Regex Link();

    // TorchSharp's own library, LibTorchSharp, is in its package for all platforms; it is small and runs on libtorch.
    [GeneratedRegex("^(lib)?(torch(?!sharp)|c10|caffe|cudnn|cublas|cudart|nvrtc|gomp|mkl|iomp)", RegexOptions.IgnoreCase)]
    private static partial Regex NativeTorch();
}
