using System.Text.Json;
using Packages.Tests.Support;

namespace Packages.Tests.Notebooks;

/// <summary>Cells run by a kernel of .NET Interactive that has just started, in a folder beside the data sets, with our packages from the source that they were packed to.</summary>
/// <param name="Cells">What each cell gave, up to the first that failed.</param>
/// <param name="Left">Files that were not in the folder before.</param>
internal sealed record KernelRun(IReadOnlyList<KernelRun.Cell> Cells, IReadOnlyList<string> Left)
{
    private static string Kernel => Path.Combine(
        Repository.Root, "artifacts", "bin", "Notebooks.Kernel", Repository.Configuration.ToLowerInvariant(), "Notebooks.Kernel.dll");

    /// <summary>Runs cells.</summary>
    /// <param name="packed">What was packed.</param>
    /// <param name="name">Name of a folder for the run.</param>
    /// <param name="cells">Their code.</param>
    public static KernelRun Of(PackedFixture packed, string name, IEnumerable<string> cells)
    {
        var home = packed.NewFolder(name);
        var folder = Directory.CreateDirectory(Path.Combine(home, "notebooks")).FullName;
        Directory.CreateDirectory(Path.Combine(home, "datasets"));
        foreach (var file in Directory.GetFiles(Repository.PathOf("datasets"), "*.csv"))
        {
            File.Copy(file, Path.Combine(home, "datasets", Path.GetFileName(file)));
        }

        var (code, outputs) = (Path.Combine(home, "cells.json"), Path.Combine(home, "outputs.json"));

        // Where packages come from stands in the first cell, as the notebook tells people to write it.
        File.WriteAllText(code, JsonSerializer.Serialize(cells.Select((cell, number) => number == 0 ? $"#i \"nuget:{packed.Feed}\"\n{cell}" : cell)));
        var before = Files(home);
        Command.Run(folder, Variables(packed), "dotnet", Kernel, code, outputs).ThrowIfFailed();
        return new KernelRun(JsonSerializer.Deserialize<Cell[]>(File.ReadAllText(outputs))!, [.. Files(home).Except(before)]);
    }

    /// <summary>The user's, but what the kernel remembers of packages, under the home folder, stays in one of the run, so that kernels that want the same packages restore them once; sources of packages are those of the machine.</summary>
    private static Dictionary<string, string?> Variables(PackedFixture packed)
    {
        var ownHome = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(packed.Feed)!, "home of kernels")).FullName;
        var sources = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(sources))
        {
            File.Copy(sources, Path.Combine(Directory.CreateDirectory(Path.Combine(ownHome, ".nuget", "NuGet")).FullName, "NuGet.Config"), overwrite: true);
        }

        // A short life does not pay for counting what to compile again.
        return new(packed.Variables) { ["NUGET_FALLBACK_PACKAGES"] = PackedFixture.MachinePackages, ["HOME"] = ownHome, ["DOTNET_TieredPGO"] = "0" };
    }

    private static string[] Files(string home) =>
        [.. new[] { "notebooks", "datasets" }.SelectMany(folder => Directory.GetFiles(Path.Combine(home, folder), "*", SearchOption.AllDirectories))];

    /// <summary>What a cell gave.</summary>
    /// <param name="Text">What it printed.</param>
    /// <param name="Pictures">The PNG files that it showed, in base64.</param>
    /// <param name="Others">Types of what else it showed.</param>
    /// <param name="Error">Why it failed; null where it did not.</param>
    public sealed record Cell(string Text, IReadOnlyList<string> Pictures, IReadOnlyList<string> Others, string? Error);
}
