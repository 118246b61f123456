using Vae.Cli.Hosting;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

/// <summary>Names and cells that would be markup or script if anything took them for it.</summary>
[Collection(PagesCollection.Name)]
public sealed class HostileTextTests(Browser browser) : IDisposable
{
    private const string EndOfElement = "</script><script>window.broken = 1</script>";
    private const string Image = "<img src=x onerror=window.broken=2>";
    private const string Braces = "{{verdict}} {a|b} {value} <!--<script>";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Page_HostileNamesAndCells_HoldsThemAsTextAlone()
    {
        var html = File.ReadAllText(Report());

        Assert.DoesNotContain(EndOfElement, html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Image, html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, html.Split("</script>").Length - 1);
    }

    [SkippableFact]
    public async Task Open_HostileNamesAndCells_ShowsThemAndRunsNothing()
    {
        await using var page = await browser.OpenAsync(Report());
        await page.ClickAsync(".row-open");

        Assert.True(await page.EvaluateAsync<bool>("window.broken === undefined"));
        Assert.Contains(EndOfElement, await page.TextsAsync(".detail th"));
        Assert.Contains(await page.TextsAsync(".detail td"), text => text.StartsWith(Image, StringComparison.Ordinal));
        Assert.Equal(EndOfElement, await page.TextAsync("h1"));
        Assert.Empty(page.Errors);
        Assert.Empty(page.Requests);
    }

    /// <summary>Rows whose columns, levels and title are hostile; the strangest row has a level that training never saw.</summary>
    private string Report()
    {
        var random = new Random(1);
        var lines = Enumerable.Range(0, 200).Select(row => $"{random.NextDouble():F4},{random.NextDouble() * 3:F4},{(row % 3 == 0 ? "plain" : Braces)}");
        string header = $"\"{EndOfElement}\",\"__proto__\",\"kind & \"\"so\"\"\"\n";
        var training = folder.Write("t.csv", header + string.Join('\n', lines));
        var rows = folder.Write("r.csv", header + string.Join('\n', lines.Prepend($"40,90,{Image}")));
        ReportFiles.Run("train", "--data", training, "--out", folder["m.onnx"], "--steps", "60", "--quiet");
        var run = CliRun.Of("report", "--model", folder["m.onnx"], "--data", rows, "--title", EndOfElement, "--out", folder["r.html"]);
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        return folder["r.html"];
    }
}
