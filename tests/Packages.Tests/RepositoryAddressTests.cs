using System.Text;
using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>What a package says of the repository follows from where it was cloned from, and packing works wherever that is.</summary>
public sealed class RepositoryAddressTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vae-repository-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Pack_WithoutGit_NamesNoAddress() => Assert.Null(PackSmallProject(remote: null, isRepository: false).Address);

    [Fact]
    public void Pack_WithoutRemote_NamesNoAddress() => Assert.Null(PackSmallProject(remote: null).Address);

    [Fact]
    public void Pack_ClonedFromAFolder_DoesNotTellTheFolder() => Assert.Null(PackSmallProject(remote: folder).Address);

    [Fact]
    public void Pack_ClonedFromTheWeb_NamesTheAddressAndLinksSourcesToIt()
    {
        var (address, symbols) = PackSmallProject("https://github.com/someone/vae.git");

        Assert.Equal("https://github.com/someone/vae", address?.TrimEnd('/').Replace(".git", ""));
        Assert.Contains("raw.githubusercontent.com/someone/vae/", symbols, StringComparison.Ordinal);
    }

    /// <summary>Packs a project of one class under the repository's own build files.</summary>
    private (string? Address, string Assembly) PackSmallProject(string? remote, bool isRepository = true)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "README.md", "src/Directory.Build.targets", "src/icon.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(Repository.PathOf(file), Path.Combine(folder, file));
        }

        var project = Directory.CreateDirectory(Path.Combine(folder, "src", "Small")).FullName;
        File.WriteAllText(Path.Combine(project, "Small.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        File.WriteAllText(Path.Combine(project, "Small.cs"), "internal static class Small { public static int One() => 1; }");
        if (isRepository)
        {
            Git("init", "-q");
            Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one");
            if (remote is not null)
            {
                Git("remote", "add", "origin", remote);
            }
        }

        // Embedded symbols are compressed; beside the assembly they can be read as text.
        Command.Run(folder, new Dictionary<string, string?>(), "dotnet", "pack", project, "-c", "Release", "-o", "out", "-p:DebugType=portable", "-v", "quiet").ThrowIfFailed();
        var package = Package.Open(Directory.GetFiles(Path.Combine(folder, "out"), "*.nupkg").Single());
        var symbols = Directory.GetFiles(folder, "Small.pdb", SearchOption.AllDirectories)[0];
        var repository = package.Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == "repository");
        return (repository?.Attribute("url")?.Value, Encoding.UTF8.GetString(File.ReadAllBytes(symbols)));
    }

    private void Git(params string[] arguments) => Command.Run(folder, new Dictionary<string, string?>(), "git", arguments).ThrowIfFailed();
}
