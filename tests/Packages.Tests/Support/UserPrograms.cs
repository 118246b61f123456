using System.Xml.Linq;
using Packages.Tests.Documents;
using Packages.Tests.Readme;

namespace Packages.Tests.Support;

/// <summary>Projects of a user: the README's programs, those of the pages in one, and one that references every library. All are restored and built by one command.</summary>
internal sealed class UserPrograms
{
    private const string AllLibraries = "AllLibraries";
    private const string Pages = "Pages";

    private readonly PackedFixture packed;
    private readonly Lazy<string> folder;

    public UserPrograms(PackedFixture packed)
    {
        this.packed = packed;
        folder = new(Build);
    }

    /// <summary>What NuGet restored for the project that references every library.</summary>
    public string AssetsOfAllLibraries => Path.Combine(folder.Value, AllLibraries, "obj", "project.assets.json");

    /// <summary>The folder with the assemblies of every library and of all that they depend on.</summary>
    public string OutputOfAllLibraries => Output(AllLibraries);

    /// <summary>Runs a program of the README.</summary>
    /// <param name="number">Its number, from 0.</param>
    public Command RunReadme(int number) => packed.Dotnet(folder.Value, Path.Combine(Output(ReadmeName(number)), ReadmeName(number) + ".dll"));

    /// <summary>Runs the programs of all pages.</summary>
    /// <returns>What each of their blocks printed, as <see cref="DocumentPrograms"/> has it.</returns>
    public Command RunPages() => packed.Dotnet(folder.Value, Path.Combine(Output(Pages), Pages + ".dll"), Path.Combine(folder.Value, "datasets"));

    private static string ReadmeName(int number) => $"Readme{number}";

    private string Output(string project) => Path.Combine(folder.Value, project, "bin", "Release", "net10.0");

    private string Build()
    {
        var folder = packed.NewFolder("programs");
        Directory.CreateDirectory(Path.Combine(folder, "datasets"));
        foreach (var file in Directory.GetFiles(Repository.PathOf("datasets"), "*.csv"))
        {
            File.Copy(file, Path.Combine(folder, "datasets", Path.GetFileName(file)));
        }

        var document = File.ReadAllText(Repository.PathOf("README.md"));
        var projects = new List<string> { AllLibraries };
        Write(folder, AllLibraries, packed.Packages.Where(package => package.IsLibrary).Select(package => package.Id), "System.Console.WriteLine();");
        foreach (var (number, program) in ReadmeProgram.AllOf(document).Index())
        {
            projects.Add(ReadmeName(number));
            Write(folder, ReadmeName(number), program.Packages, program.Source("README.md"));
        }

        projects.Add(Pages);
        Write(folder, Pages, [.. packed.Packages.Where(package => package.IsLibrary).Select(package => package.Id), "Microsoft.ML.OnnxTransformer", "Microsoft.ML.OnnxRuntime"], DocumentPrograms.EntryPoint(), isWeb: true);
        foreach (var (name, source) in DocumentPrograms.Sources())
        {
            File.WriteAllText(Path.Combine(folder, Pages, name), source);
        }

        File.WriteAllText(Path.Combine(folder, "all.slnx"), $"<Solution>{string.Concat(projects.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");
        packed.Dotnet(folder, "build", "all.slnx", "-c", "Release", "-v", "quiet").ThrowIfFailed();
        return folder;
    }

    /// <summary>A project such as <c>dotnet new console</c> and <c>dotnet add package</c> make.</summary>
    private void Write(string folder, string name, IEnumerable<string> packages, string source, bool isWeb = false)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(Path.Combine(project, "Program.cs"), source);
        File.WriteAllText(Path.Combine(project, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {(isWeb ? "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />" : "")}
                {string.Concat(packages.Select(package => $"<PackageReference Include=\"{package}\" Version=\"{VersionOf(package)}\" />"))}
              </ItemGroup>
            </Project>
            """);
    }

    // Ours as packed; others as the repository builds on them, which the machine has.
    private string VersionOf(string package) => packed.Packages.Any(ours => ours.Id == package) ? packed.Version
        : XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion").First(version => version.Attribute("Include")!.Value == package)
            .Attribute("Version")!.Value;
}
