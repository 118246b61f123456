using System.Text.Json;
using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>What a program gets that references a package: each dependency is one that somebody decided on.</summary>
[Collection(PackedCollection.Name)]
public sealed class DependencyTests(PackedFixture packed)
{
    /// <summary>What each package names itself. A new dependency is written down here by whoever wants every user of the package to have it.</summary>
    private static readonly Dictionary<string, string[]> Wanted = new()
    {
        ["Vae.Cli"] = [],
        ["Vae.Core"] = ["Google.Protobuf", "MathNet.Numerics", "System.Numerics.Tensors"],
        ["Vae.Data"] = ["Apache.Arrow", "Apache.Arrow.Compression", "CsvHelper", "Microsoft.Extensions.FileSystemGlobbing", "Parquet.Net", "Vae.Core", "ZstdSharp.Port"],
        ["Vae.MLNet"] = ["Microsoft.Data.Analysis", "Microsoft.ML", "Microsoft.ML.OnnxRuntime.Managed", "Microsoft.ML.OnnxTransformer", "Vae.Core", "Vae.Data", "Vae.Reports"],
        ["Vae.Plots"] = ["ScottPlot", "Vae.Core", "Vae.Reports"],
        ["Vae.Mpi"] = ["MPI.NET", "Vae.Core"],
        ["Vae.Reports"] = ["Vae.Core", "Vae.Data"],
        ["Vae.Templates"] = [],
        ["Vae.Torch"] = ["TorchSharp", "Vae.Core"],
    };

    [Fact]
    public void Nuspec_EveryPackage_NamesExactlyWhatIsWanted()
    {
        var found = packed.Packages.ToDictionary(package => package.Id, package => package.Dependencies.Select(dependency => dependency.Id));

        Assert.Equal(Lines(Wanted.ToDictionary(entry => entry.Key, entry => entry.Value.AsEnumerable())), Lines(found));
    }

    [Fact]
    public void Nuspec_PackagesOfOurs_AreWantedInTheSameVersion() => Assert.All(
        packed.Packages.SelectMany(package => package.Dependencies).Where(dependency => packed.Packages.Any(other => other.Id == dependency.Id)),
        dependency => Assert.Equal(packed.Version, dependency.Version));

    [Fact]
    public void Restore_EveryLibrary_BringsNoLibtorch()
    {
        var assets = JsonDocument.Parse(File.ReadAllText(packed.Programs.AssetsOfAllLibraries));
        var libraries = assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0]).ToList();

        Assert.Contains("TorchSharp", libraries);
        Assert.DoesNotContain(libraries, library => library.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase)
            || library.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Restore_EveryLibrary_TakesOursFromTheSource()
    {
        var assets = JsonDocument.Parse(File.ReadAllText(packed.Programs.AssetsOfAllLibraries));
        var ours = assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name)
            .Where(name => name.StartsWith("Vae.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(packed.Packages.Where(package => package.IsLibrary).Select(package => $"{package.Id}/{packed.Version}").Order(StringComparer.Ordinal), ours);
    }

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, IEnumerable<string>> dependencies) => dependencies.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}: {string.Join(", ", entry.Value.Order(StringComparer.Ordinal))}");
}
