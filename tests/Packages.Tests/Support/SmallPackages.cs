using System.Text;

namespace Packages.Tests.Support;

/// <summary>Projects of one class under the repository's own build files, each in a folder cloned from somewhere else, packed by one command.</summary>
public sealed class SmallPackages : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vae-repository-").FullName;
    private readonly Lazy<bool> packed;

    public SmallPackages() => packed = new(Pack);

    /// <summary>The name of the folder that stands for itself as the address that it was cloned from.</summary>
    private string Clone => Path.Combine(folder, "Clone");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The repository's address in the package of a project, and the text of its symbols.</summary>
    internal (string? Address, string Symbols) this[string name]
    {
        get
        {
            Assert.True(packed.Value);
            var package = Package.Open(Directory.GetFiles(Path.Combine(folder, "out"), $"{name}.*.nupkg").Single());
            var symbols = Directory.GetFiles(Path.Combine(folder, name), $"{name}.pdb", SearchOption.AllDirectories)[0];
            var repository = package.Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == "repository");
            return (repository?.Attribute("url")?.Value, Encoding.UTF8.GetString(File.ReadAllBytes(symbols)));
        }
    }

    private bool Pack()
    {
        Write("NoGit");
        Write("NoRemote");
        Git("NoRemote");
        Write("Clone");
        Git("Clone", "remote", "add", "origin", Clone);
        Write("Web");
        Git("Web", "remote", "add", "origin", "https://github.com/someone/vae.git");
        File.Copy(Repository.PathOf("global.json"), Path.Combine(folder, "global.json"));
        File.WriteAllText(
            Path.Combine(folder, "all.slnx"),
            $"<Solution>{string.Concat(new[] { "NoGit", "NoRemote", "Clone", "Web" }.Select(name => $"<Project Path=\"{name}/src/{name}/{name}.csproj\" />"))}</Solution>");

        // Embedded symbols are compressed; beside the assembly they can be read as text. Rules of style have no part in what is asked.
        Command.Run(
            folder, new Dictionary<string, string?>(), "dotnet", "pack", "all.slnx", "-m:1", "-c", "Release", "-o", Path.Combine(folder, "out"), "-p:DebugType=portable", "-p:RunAnalyzers=false", "-v", "quiet").ThrowIfFailed();
        return true;
    }

    private void Write(string name)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "README.md", "src/Directory.Build.targets", "src/icon.png" })
        {
            var copy = Path.Combine(folder, name, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(file), copy);
        }

        var project = Directory.CreateDirectory(Path.Combine(folder, name, "src", name)).FullName;
        File.WriteAllText(Path.Combine(project, name + ".csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        File.WriteAllText(Path.Combine(project, "Small.cs"), "internal static class Small { public static int One() => 1; }");
    }

    /// <summary>Makes a repository of a folder, with one commit, and runs a command in it.</summary>
    private void Git(string name, params string[] arguments)
    {
        Run("init", "-q");
        Run("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one");
        if (arguments.Length > 0)
        {
            Run(arguments);
        }

        void Run(params string[] words) => Command.Run(Path.Combine(folder, name), new Dictionary<string, string?>(), "git", words).ThrowIfFailed();
    }
}
