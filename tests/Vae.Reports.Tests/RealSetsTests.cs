using System.Globalization;
using System.IO.Compression;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

/// <summary>Report and explored page of real sets that are not shipped: numbers alone, numbers and texts, pictures, and holes.</summary>
[Collection(PagesCollection.Name)]
public sealed class RealSetsTests(Browser browser) : IDisposable
{
    private const long MostBytes = 5_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("adbench/satellite.csv.gz", "--label label")]
    [InlineData("nslkdd_train20.csv.gz", "--label label")]
    [InlineData("mnist/t10k-images-idx3-ubyte.gz", "")]
    public async Task Report_OfARealSet_IsCalmAndHasTheNumbersOfScore(string name, string flags) => await CheckAsync(File(name), [], flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [SkippableFact]
    public async Task Report_OfARealSetWithATenthMissing_IsCalmAndHasTheNumbersOfScore()
    {
        var random = new Random(1);
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(File("adbench/satellite.csv.gz")), CompressionMode.Decompress));
        var lines = reader.ReadToEnd().TrimEnd().Split('\n');
        var holes = lines[1..].Select(line => line.Split(',')).Select(cells => string.Join(',', cells[..^1].Select(cell => random.Next(10) == 0 ? "" : cell).Append(cells[^1])));

        await CheckAsync(folder.Write("holes.csv", lines[0] + "\n" + string.Join('\n', holes)), ["--missing", "observed"], ["--label", "label"]);
    }

    private async Task CheckAsync(string data, string[] training, string[] flags)
    {
        var model = folder["model.onnx"];
        string[] rows = ["--data", data, .. flags];
        ReportFiles.Run(["train", .. rows, .. training, "--steps", "200", "--out", model, "--quiet"]);
        ReportFiles.Run(["report", "--model", model, .. rows, "--out", folder["r.html"]]);
        Assert.InRange(new FileInfo(folder["r.html"]).Length, 1, MostBytes);
        long flagged;
        await using (var page = await browser.OpenAsync(folder["r.html"]))
        {
            var threshold = await page.EvaluateAsync<string>("document.getElementById('threshold-value').value");
            var scored = ReportFiles.Run(["score", "--model", model, .. rows, "--threshold", threshold, "--json"]).Json;
            var tiles = await page.TilesAsync();
            flagged = scored.GetProperty("flagged").GetInt64();
            Assert.Equal(flagged, OpenedPage.Number(tiles["Flagged"]));
            if (flags.Length > 0)
            {
                Assert.Equal(scored.GetProperty("precision").GetDouble(), OpenedPage.Number(tiles["Precision"]), 5.1e-5);
                Assert.Equal(scored.GetProperty("recall").GetDouble(), OpenedPage.Number(tiles["Recall"]), 5.1e-5);
            }

            await page.ClickAsync(".row-open");
            await IsCalmAsync(page);
            Assert.Empty(page.Requests);
        }

        await using (var phone = await browser.OpenAsync(folder["r.html"], width: 390))
        {
            await IsCalmAsync(phone);
        }

        await using var server = await ExplorerRun.StartAsync(["--model", model, .. rows]);
        await using var explored = await browser.OpenAsync(server.Address);
        await explored.WaitAsync("document.querySelector('#all-table .row-open')");
        await explored.ClickAsync("#only-flagged");
        await explored.WaitAsync($"document.getElementById('all-count').textContent.endsWith(' of {flagged.ToString("N0", CultureInfo.InvariantCulture)} rows')");
        await explored.ClickAsync("#all-table .row-open");
        await explored.WaitAsync("document.querySelector('#all-table .detail tbody th')");
        await IsCalmAsync(explored);
    }

    private static async Task IsCalmAsync(OpenedPage page)
    {
        Assert.Empty(page.Errors);
        Assert.Empty(await Axe.SeriousFaultsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    private static string File(string name)
    {
        string? found = null;
        for (var place = AppContext.BaseDirectory; place is not null && found is null; place = Path.GetDirectoryName(place))
        {
            found = Path.Combine(place, "shared", "data", name) is var path && System.IO.File.Exists(path) ? path : null;
        }

        Skip.If(found is null, $"Needs the file {name} in shared/data beside the repository.");
        return found!;
    }
}
