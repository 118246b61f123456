using System.Diagnostics;

namespace Docs.Tests;

/// <summary>
/// The site is built from the pages and from the documentation of the assemblies, without a warning. It lies in artifacts/docs/site afterwards: <c>dotnet test tests/Docs.Tests -c Release --filter Site</c> is how it is made.
/// </summary>
public sealed class SiteTests
{
    // So long only a program that hangs takes, however busy the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static readonly string Folder = Repository.PathOf("artifacts/docs");

    [Fact]
    public void Site_OfThePages_IsBuiltWithoutAWarning()
    {
        Clear();
        Gather(Path.Combine(Folder, "assemblies"));
        Dotnet("tool", "restore");

        var said = Dotnet("docfx", "docfx.json");

        // Documentation that inherits and says more has a parameter twice; the reader takes the first, which is its own.
        var warnings = said.Split('\n').Where(line => line.Contains("warning", StringComparison.OrdinalIgnoreCase)
            && !line.Contains("Duplicate parameter", StringComparison.Ordinal) && !line.Contains("warning(s)", StringComparison.Ordinal) && !line.Contains("succeeded with warning", StringComparison.Ordinal));
        Assert.True(!warnings.Any(), string.Join('\n', warnings.Distinct()));
        var index = File.ReadAllText(Path.Combine(Folder, "site", "index.html"));
        Assert.Contains("Vae.MLNet", index, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, "site", "guides", "detect-anomalies.html")));
        Assert.True(File.Exists(Path.Combine(Folder, "site", "repository", "README.html")));
        var api = File.ReadAllText(Path.Combine(Folder, "site", "api", "Vae.Core.Models.VaeTrainer.html"));
        Assert.Contains("Fit", api, StringComparison.Ordinal);
    }

    // What was built before must not pass for what is now.
    private static void Clear()
    {
        foreach (var name in new[] { "assemblies", "api", "site" }.Select(name => Path.Combine(Folder, name)).Where(Directory.Exists))
        {
            Directory.Delete(name, recursive: true);
        }
    }

    // All that stands beside these tests: our assemblies with their documentation, and what they refer to.
    private static void Gather(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".xml"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static string Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_NOLOGO"] = "1";

        // A third of its seconds are spent on measuring what it will not run again.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end");
        }

        var said = output.Result + error.Result;
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} returned {process.ExitCode}:\n{said}");
        return said;
    }
}
