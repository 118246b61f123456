using System.Globalization;
using System.Net;
using System.Text;
using Vae.Cli.Hosting;
using Vae.Core.Models;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests.Exploring;

/// <summary>The page served, in a real browser.</summary>
[Collection(PagesCollection.Name)]
public sealed class ExploreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Browser browser;
    private readonly string model;
    private readonly string[] arguments;

    public ExploreTests(ReportFiles files, Browser browser)
    {
        this.browser = browser;
        model = folder["model.onnx"];
        File.Copy(files.Model, model);
        arguments = ["--model", model, "--data", Datasets.BreastCancer, "--label", "label"];
    }

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task Open_Address_AsksTheServerAloneAndIsWithoutFaults()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);

        Assert.All(page.Requests, request => Assert.StartsWith(server.Address, request, StringComparison.Ordinal));
        Assert.StartsWith("http://127.0.0.1:", server.Address, StringComparison.Ordinal);
        Assert.Empty(await Axe.SeriousFaultsAsync(page));
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Rows_SearchedAndPaged_AreThoseOfTheFile()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);
        var first = await RowsAsync(page);
        await page.ClickAsync("#page-on");
        await page.WaitAsync("document.getElementById('all-count').textContent.startsWith('26 to 50')");
        var second = await RowsAsync(page);
        var lines = File.ReadAllLines(Datasets.BreastCancer)[1..];
        var word = lines[17].Split(',')[0];
        var having = lines.Index().Count(line => $"{line.Index},{line.Item[..line.Item.LastIndexOf(',')]}".Contains(word, StringComparison.Ordinal));

        await page.WriteAsync("#search-all", word);
        await page.WaitAsync($"/ of {having} rows$/.test(document.getElementById('all-count').textContent)");

        Assert.Equal(25, first.Length);
        Assert.Empty(first.Intersect(second));
        Assert.Contains("Row 17", await RowsAsync(page));
    }

    [SkippableFact]
    public async Task Rows_AboveTheThreshold_AreThoseThatScoreFlags()
    {
        var flagged = ReportFiles.Run(["score", .. arguments, "--json"]).Json.GetProperty("flagged").GetInt64();
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);

        await page.ClickAsync("#only-flagged");

        await page.WaitAsync($"/ of {flagged} rows$/.test(document.getElementById('all-count').textContent)");
        await page.ClickAsync("#all-table .row-open");
        await page.WaitAsync("document.querySelector('#all-table .detail tbody th')");
    }

    [SkippableFact]
    public async Task Score_PastedLineWithAndWithoutItsLabel_HasTheScoreOfTheFile()
    {
        ReportFiles.Run(["score", .. arguments, "--out", folder["scores.csv"]]);
        var wanted = double.Parse(File.ReadAllLines(folder["scores.csv"])[43].Split(',')[1], CultureInfo.InvariantCulture);
        var line = File.ReadAllLines(Datasets.BreastCancer)[43];
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);

        foreach (var pasted in new[] { line, line[..line.LastIndexOf(',')] })
        {
            await ScorePastedAsync(page, pasted, "#pasted-result .detail");

            var words = await page.TextAsync("#pasted-result .headline");
            Assert.Equal(wanted, double.Parse(words.Split("it scores ")[1].Split(", and")[0], CultureInfo.InvariantCulture), 0.001 * wanted);
        }
    }

    [SkippableFact]
    public async Task Rows_SortedByTheKeyboard_KeepTheFocus()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);

        await page.PressAsync("#all-table thead button", "Enter");
        await page.WaitAsync("document.querySelector('#all-table .row-open').textContent === 'Row 0'");

        Assert.Equal("Row", await page.EvaluateAsync<string>("document.activeElement.textContent"));
    }

    [SkippableFact]
    public async Task Rows_OfATime_HaveItOnceAndFitAPhone()
    {
        var data = folder.Write("loads.csv", "when,load\n" + string.Concat(Enumerable.Range(0, 240).Select(i => FormattableString.Invariant($"2026-05-{1 + (i / 24):00} {i % 24:00}:30,{(10 * (i % 24)) + (i % 7)}\n"))));
        ReportFiles.Run("train", "--data", data, "--date", "when=hour", "--out", folder["loads.onnx"], "--steps", "60", "--quiet");
        await using var server = await ExplorerRun.StartAsync("--model", folder["loads.onnx"], "--data", data);
        await using var page = await browser.OpenAsync(server.Address, width: 380);
        await page.WaitAsync("document.querySelector('#all-table .row-open')");

        await page.WriteAsync("#pasted", "2026-05-03 02:30,200");
        await page.ClickAsync("#score-pasted");
        await page.WaitAsync("document.querySelector('#pasted-result .detail')");

        Assert.Equal(["Row", "Score", "Label", "when", "load"], (await page.TextsAsync("#all-table thead th"))[..5]);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(await Axe.SeriousFaultsAsync(page));
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Score_PastedRowThatIsWrong_SaysWhat()
    {
        var names = File.ReadLines(Datasets.BreastCancer).First().Split(',');
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);

        foreach (var (column, cell, words) in new[] { ("mean_radius", "1e99", "column 'mean_radius'"), ("mean_area", "wide", "found 'wide'"), ("mean_area", "", "no value in 'mean_area'") })
        {
            var cells = File.ReadAllLines(Datasets.BreastCancer)[43].Split(',');
            cells[Array.IndexOf(names, column)] = cell;

            await ScorePastedAsync(page, string.Join(',', cells), "#pasted-result.error");

            var told = await page.TextAsync("#pasted-result");
            Assert.StartsWith("The pasted row", told, StringComparison.Ordinal);
            Assert.Contains(words, told, StringComparison.Ordinal);
            Assert.DoesNotContain(".csv", told, StringComparison.Ordinal);
        }

        await ScorePastedAsync(page, "<b>1,2", "#pasted-result.error");
        Assert.DoesNotContain("Exception", await page.TextAsync("#pasted-result"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Threshold_Saved_IsTheModels()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);
        await using var page = await OpenAsync(server);
        await page.WriteAsync("#slider", "700");
        var threshold = await page.EvaluateAsync<string>("document.getElementById('threshold-value').value");

        await page.ClickAsync("#save-threshold");
        await page.WaitAsync("document.getElementById('save-threshold-note').textContent.startsWith('Saved in')");

        Assert.Equal(float.Parse(threshold, CultureInfo.InvariantCulture), VaeModel.Load(model).Threshold);
    }

    [SkippableFact]
    public async Task Labels_OfBothKindsSaved_AreInAFileAndInTheProbabilities()
    {
        await using var server = await ExplorerRun.StartAsync(["--model", model, "--data", Datasets.BreastCancer, "--ignore", "label", "--out", folder["learned.onnx"]]);
        await using var page = await OpenAsync(server);

        await page.WriteAsync("#all-table tbody tr:nth-child(1) select", "1");
        await page.WriteAsync("#all-table tbody tr:nth-child(2) select", "1");
        await page.WriteAsync("#all-table tbody tr:nth-child(25) select", "0");
        await page.WaitAsync("document.getElementById('labels-note').textContent.startsWith('3 labels')");
        await page.ClickAsync("#save-labels");
        await page.WaitAsync("document.getElementById('labels-note').textContent.startsWith('Saved in')");

        Assert.Equal(4, File.ReadAllLines(folder["learned.onnx.labels.csv"]).Length);
        Assert.Equal(2, VaeModel.Load(folder["learned.onnx"]).LabelledProbability!.Anomalies);
        Assert.Null(VaeModel.Load(model).LabelledProbability);
    }

    [Fact]
    public async Task Server_OtherAddressesNamesAndPages_AreRefused()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);
        using var client = new HttpClient();
        var address = new Uri(server.Address);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address, "/"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address, "/0123456789abcdef0123456789abcdef/"))).StatusCode);
        using var otherName = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = "example.org" } };
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(otherName)).StatusCode);
        using var body = new StringContent("{\"value\":1}", Encoding.UTF8, "text/plain");
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(new Uri(address, "threshold"), body)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(new Uri(address, "rows?from=x"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(new Uri(address, "row?n=100000"))).StatusCode);
        Assert.NotEqual(1, VaeModel.Load(model).Threshold);
    }

    [Fact]
    public async Task Interrupt_WhileServing_EndsWithSuccess()
    {
        await using var server = await ExplorerRun.StartAsync(arguments);

        Assert.Equal(ExitCodes.Success, await server.EndAsync());

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(server.Address)));
    }

    [Theory]
    [InlineData("--port 70000", "--port is 70000 but must be 0 to 65535")]
    [InlineData("--port x", "'x' is no whole number")]
    public void Explore_WrongUsage_SaysWhat(string flags, string words)
    {
        var run = CliRun.Of(["explore", .. arguments, .. flags.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    private static Task<string[]> RowsAsync(OpenedPage page) => page.TextsAsync("#all-table .row-open");

    /// <summary>Pastes a text, has it scored and waits for what the answer shows; the answer before is taken away.</summary>
    private static async Task ScorePastedAsync(OpenedPage page, string text, string shown)
    {
        await page.EvaluateAsync<bool>("(result => { result.replaceChildren(); result.classList.remove('error'); return true; })(document.getElementById('pasted-result'))");
        await page.WriteAsync("#pasted", text);
        await page.ClickAsync("#score-pasted");
        await page.WaitAsync($"document.querySelector('{shown}') && document.getElementById('pasted-result').textContent");
    }

    private async Task<OpenedPage> OpenAsync(ExplorerRun server)
    {
        var page = await browser.OpenAsync(server.Address);
        await page.WaitAsync("document.querySelector('#all-table .row-open')");
        return page;
    }
}
