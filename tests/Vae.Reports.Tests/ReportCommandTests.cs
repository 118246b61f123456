using Vae.Cli.Hosting;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

[Collection(PagesCollection.Name)]
public sealed class ReportCommandTests(ReportFiles files) : IDisposable
{
    private const long MostBytes = 5_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Report_Labelled_SaysTheVerdictAndIsSmall()
    {
        var run = ReportFiles.Run("report", "--model", files.Model, "--data", Datasets.BreastCancer, "--label", "label", "--out", folder["r.html"], "--json");

        Assert.Equal(["report", "headline", "bytes", "seconds", "warnings"], run.JsonFields);
        Assert.InRange(new FileInfo(folder["r.html"]).Length, 1, MostBytes);
        Assert.Contains(run.Json.GetProperty("headline").GetString()!.Replace(" %", "&#xA0;%", StringComparison.Ordinal), File.ReadAllText(folder["r.html"]), StringComparison.Ordinal);
        Assert.Equal(["r.html"], folder.Files);
    }

    [Fact]
    public void Report_SameRowsTwice_GivesTheSameFile()
    {
        ReportFiles.Run("report", "--model", files.Model, "--data", Datasets.BreastCancer, "--label", "label", "--out", folder["r.html"]);

        Assert.Equal(File.ReadAllBytes(files.Labelled), File.ReadAllBytes(folder["r.html"]));
    }

    [Theory]
    [InlineData("--rows 0", "--rows is 0 but must be 1 to 2000")]
    [InlineData("--out", "--out")]
    public void Report_WrongUsage_SaysWhat(string flags, string words)
    {
        var run = CliRun.Of(["report", "--model", files.Model, "--data", Datasets.BreastCancer, "--label", "label", .. flags.Contains("--out", StringComparison.Ordinal) ? Array.Empty<string>() : ["--out", folder["r.html"]], .. flags.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Report_OtherColumns_SaysWhichAndWritesNothing()
    {
        var other = folder.WriteTable("t.csv", 20);

        var run = CliRun.Of("report", "--model", files.Model, "--data", other, "--out", folder["r.html"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Single(run.ErrorLines);
        Assert.Equal(["t.csv"], folder.Files);
    }
}
