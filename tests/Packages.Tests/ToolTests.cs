using System.Globalization;
using System.Text.RegularExpressions;
using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>The tool as its user has it: installed by <c>dotnet tool install</c> from a folder of packages.</summary>
[Collection(PackedCollection.Name)]
public sealed partial class ToolTests(PackedFixture packed)
{
    [Fact]
    public void Vae_CommandsOfTheReadme_TrainAndScore()
    {
        var folder = FolderWithData("readme");
        var commands = ReadmeCommand().Matches(File.ReadAllText(Repository.PathOf("README.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["train", "score"], commands.Select(command => command.Split(' ')[0]));
        Assert.All(commands, command => Run(folder, command.Split(' ')).ThrowIfFailed());
        var scores = File.ReadAllLines(Path.Combine(folder, "scores.csv"));
        Assert.Equal("row,score,isAnomaly,label", scores[0]);
        Assert.Equal(File.ReadLines(Path.Combine(folder, "datasets", "shuttle.csv")).Count(), scores.Length);
        Assert.All(scores.Skip(1).Take(100), line => Assert.True(float.IsFinite(float.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Train_EngineTorchWithoutLibtorch_SaysWhatToRun()
    {
        var run = Train(FolderWithData("without"), Path.Combine(packed.NewFolder("without-packages"), "packages"));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.True(!HasPackageOfLibtorch || Remedy().IsMatch(run.Error), run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_EngineTorchAfterWhatItSaid_RunsOnLibtorch()
    {
        if (!HasPackageOfLibtorch)
        {
            // Nothing is said that could be run.
            return;
        }

        var folder = FolderWithData("with");
        var packages = Path.Combine(folder, "own packages");
        var said = Remedy().Match(Train(folder, packages).Error);
        var arguments = said.Groups["arguments"].Value.Split(' ');

        // The package as the machine has it already is not fetched again: its file is a source of packages.
        var (id, version) = (said.Groups["id"].Value, said.Groups["version"].Value);
        var kept = Path.Combine(PackedFixture.MachinePackages, id, version);
        if (File.Exists(Path.Combine(kept, $"{id}.{version}.nupkg")))
        {
            File.WriteAllText(Path.Combine(folder, "nuget.config"), $"<configuration><packageSources><clear /><add key=\"kept\" value=\"{kept}\" /></packageSources></configuration>");
        }

        Command.Run(folder, Variables(packages), "dotnet", [.. arguments, said.Groups["folder"].Value.Trim('"')]).ThrowIfFailed();
        var run = Train(folder, packages);

        if (CanLoadTorchSharp())
        {
            Assert.Contains("torch (TorchSharp", run.ThrowIfFailed().Output, StringComparison.Ordinal);
        }
        else
        {
            // It is found now, and what is still in the way is named.
            Assert.Equal(1, run.ExitCode);
            Assert.DoesNotMatch(Remedy(), run.Error);
            Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Train_VariableNamesAFolderWithoutLibtorch_IsWrongUsage()
    {
        var folder = FolderWithData("named");
        var run = Train(folder, folder, ("VAE_LIBTORCH", folder));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"VAE_LIBTORCH is '{folder}'", run.Error, StringComparison.Ordinal);
    }

    private static bool HasPackageOfLibtorch => Platform().IsMatch(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier);

    private Command Train(string folder, string packages, params (string Name, string Value)[] variables) => Command.Run(
        folder, Variables(packages, variables), packed.Tool,
        "train", "--data", "datasets/breast-cancer.csv", "--label", "label", "--out", "m.onnx", "--steps", "5", "--engine", "torch", "--device", "cpu", "--quiet");

    private Command Run(string folder, params IEnumerable<string> arguments) => Command.Run(folder, packed.Variables, packed.Tool, arguments);

    private static Dictionary<string, string?> Variables(string packages, params IEnumerable<(string Name, string Value)> others)
    {
        var variables = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = packages, ["VAE_LIBTORCH"] = null };
        foreach (var (name, value) in others)
        {
            variables[name] = value;
        }

        return variables;
    }

    private string FolderWithData(string name)
    {
        var folder = packed.NewFolder(name);
        var data = Directory.CreateDirectory(Path.Combine(folder, "datasets")).FullName;
        foreach (var file in new[] { "shuttle.csv", "breast-cancer.csv" })
        {
            File.Copy(Repository.PathOf("datasets/" + file), Path.Combine(data, file));
        }

        return folder;
    }

    /// <summary>Whether the machine's C++ library is as new as TorchSharp's native half asks for.</summary>
    private static bool CanLoadTorchSharp()
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // The runtime that this runs on has it loaded.
        var library = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..]).First(path => path.Contains("libstdc++.so", StringComparison.Ordinal));
        return File.ReadAllBytes(library).AsSpan().IndexOf("GLIBCXX_3.4.32\0"u8) >= 0;
    }

    [GeneratedRegex("dotnet (?<arguments>package download (?<id>libtorch-cpu-[a-z0-9-]+)@(?<version>[0-9.]+) --output) (?<folder>\"[^\"]+\"|\\S+)")]
    private static partial Regex Remedy();

    [GeneratedRegex("^    dotnet run -c Release --project src/Vae.Cli -- (.*?)\\s*$", RegexOptions.Multiline)]
    private static partial Regex ReadmeCommand();

    [GeneratedRegex("^(linux-x64|win-x64|win-arm64|osx-arm64)$")]
    private static partial Regex Platform();
}
