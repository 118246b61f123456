using Packages.Tests.Templates;

namespace Packages.Tests.Support;

/// <summary>
/// Everything that can be packed, packed once for all tests into a folder of its own that serves as a source of packages, and the environment of a user who has nothing of
/// ours but that source.
/// </summary>
public sealed class PackedFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vae-packages-").FullName;
    private readonly Lazy<IReadOnlyList<Package>> packages;
    private readonly Lazy<string> tool;
    private readonly Lazy<DetectorProject> detector;

    public PackedFixture()
    {
        packages = new(Pack);
        tool = new(InstallTool);
        detector = new(() => DetectorProject.Make(this));
        Programs = new UserPrograms(this);
    }

    /// <summary>A version that no other run has, so that nothing packed before can be taken for it.</summary>
    internal string Version { get; } = $"0.0.0-test-{DateTime.UtcNow:yyyyMMddHHmmssfff}-{Environment.ProcessId}";

    internal IReadOnlyList<Package> Packages => packages.Value;

    /// <summary>The source.</summary>
    internal string Feed => Path.Combine(folder, "feed");

    internal UserPrograms Programs { get; }

    /// <summary>The command of the installed tool.</summary>
    internal string Tool => tool.Value;

    /// <summary>What the template makes.</summary>
    internal DetectorProject Detector => detector.Value;

    /// <summary>The folder with which the machine's NuGet keeps what it has restored.</summary>
    internal static string MachinePackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>
    /// Packages of ours are unpacked into a folder of this run, so that the machine's own stays as it is; what else is needed is taken from there, and where it is not there
    /// fetched from the machine's sources.
    /// </summary>
    internal IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?> { ["NUGET_PACKAGES"] = Path.Combine(folder, "packages") };

    internal Package this[string id] => Packages.Single(package => package.Id == id);

    public void Dispose()
    {
        if (detector.IsValueCreated)
        {
            detector.Value.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>An empty folder of the user's, whose projects find our source.</summary>
    internal string NewFolder(string name)
    {
        _ = Packages;
        var folder = Directory.CreateDirectory(Path.Combine(this.folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{MachinePackages}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }

    /// <summary>Runs <c>dotnet</c> as the user.</summary>
    internal Command Dotnet(string folder, params IEnumerable<string> arguments) => Command.Run(folder, Variables, "dotnet", arguments);

    private List<Package> Pack()
    {
        // What stands built is packed: these tests are built after it.
        Command.Run(Repository.Root, new Dictionary<string, string?>(), "dotnet",
            "pack", "--no-build", "-c", Repository.Configuration, "-o", Feed, $"-p:PackageVersion={Version}", "-v", "quiet").ThrowIfFailed();
        return [.. Directory.GetFiles(Feed, "*.nupkg").Select(Package.Open)];
    }

    private string InstallTool()
    {
        var folder = NewFolder("tool");
        Dotnet(folder, "tool", "install", "Vae.Cli", "--tool-path", "tools", "--version", Version, "--source", Feed).ThrowIfFailed();
        return Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "vae.exe" : "vae");
    }
}
