namespace Vae.Bench.Workloads;

/// <summary>Where this repository lies.</summary>
internal static class Repository
{
    /// <summary>The tool as it was built last.</summary>
    public static string Tool => Path.Combine(Root, "artifacts", "bin", "Vae.Cli", "release", OperatingSystem.IsWindows() ? "vae.exe" : "vae");

    /// <summary>The folder of the solution, looked for upwards from the program and from the current folder.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory)
        ?? throw new InvalidOperationException(
            $"No Vae.MLNet.sln above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}; run this from inside the repository.");

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vae.MLNet.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
