using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

/// <summary>Map of codes, columns, pictures, drift, training and print, in a real browser.</summary>
[Collection(PagesCollection.Name)]
public sealed class PartsOfThePageTests(ReportFiles files, Browser browser) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task Map_ColouredByAnyColumn_IsDrawnWithoutComplaint()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        var names = await page.TextsAsync("#colour-by option");

        for (var i = 0; i < names.Length; i++)
        {
            await page.WriteAsync("#colour-by", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(["Score", "Label"], names[..2]);
        Assert.Contains("mean_radius", names);
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Map_DrawnAround_ListsTheRowsInside()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        await page.ClickAsync("#lasso");

        await page.DrawAroundAsync("#codes-chart canvas");

        await page.WaitAsync("!document.getElementById('selected').hidden");
        Assert.Matches("^[0-9,]+ rows selected$", await page.TextAsync("#codes-count"));
        Assert.NotEmpty(await page.TextsAsync("#selected-table tbody tr"));
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Map_BoxMovedByKeys_ListsTheRowsInsideAndSaysHowMany()
    {
        await using var page = await browser.OpenAsync(files.Labelled);

        await page.PressAsync("#box", "Enter");
        var opened = await CountAsync(page);
        var focused = await page.EvaluateAsync<string>("document.activeElement.id");
        await page.PressAsync("#codes-area", "ArrowRight", times: 4);
        var moved = await EdgesAsync(page);
        await page.PressAsync("#codes-area", "Shift+ArrowUp", times: 15);
        var larger = await EdgesAsync(page);
        var faults = await Axe.SeriousFaultsAsync(page);

        Assert.True(opened > 0);
        Assert.Equal("codes-area", focused);
        Assert.Equal(moved[0], larger[0]);
        Assert.Equal(moved[2], larger[2]);
        Assert.True(larger[3] > moved[3]);
        Assert.Equal(await InsideAsync(page, larger), await CountAsync(page));
        Assert.Empty(faults);
        await page.PressAsync("#codes-area", "Escape");
        Assert.Equal("box", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("", await page.TextAsync("#codes-count"));
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('selected').hidden"));
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Map_EdgesWritten_AreTheBoxInEveryColour()
    {
        await using var page = await browser.OpenAsync(files.Labelled, isDark: true);
        await page.ClickAsync("#box");

        await page.WriteAsync("#box-fields span:nth-child(1) input:nth-of-type(1)", "0");
        await page.WriteAsync("#box-fields span:nth-child(1) input:nth-of-type(2)", "1e9");
        await page.WriteAsync("#box-fields span:nth-child(2) input:nth-of-type(1)", "-1e9");
        await page.WriteAsync("#box-fields span:nth-child(2) input:nth-of-type(2)", "1e9");
        var right = await CountAsync(page);
        await page.WriteAsync("#colour-by", "0");
        var afterwards = await CountAsync(page);
        await page.WriteAsync("#box-fields span:nth-child(1) input:nth-of-type(1)", "much");

        Assert.Equal(await InsideAsync(page, [0, 1e9, -1e9, 1e9]), right);
        Assert.Equal(right, afterwards);
        Assert.Contains("First direction from is no number", await page.TextAsync("#codes-count"), StringComparison.Ordinal);
        Assert.Equal(Math.Min(200, right), (await page.TextsAsync("#selected-table tbody tr")).Length);
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Columns_SortedAndSearched_AreThoseAskedFor()
    {
        await using var page = await browser.OpenAsync(files.Labelled);

        await page.ClickAsync("#columns-table th:nth-child(1) button");
        var sorted = await page.TextsAsync("#columns-table tbody th");
        await page.WriteAsync("#search-columns", "worst area");
        var none = await page.TextsAsync("#columns-table tbody th");
        await page.WriteAsync("#search-columns", "worst_area");

        Assert.Equal(sorted.Order(StringComparer.InvariantCultureIgnoreCase), sorted);
        Assert.Single(await page.TextsAsync("#columns-table tbody th"), "worst_area");
        Assert.True(none.Length <= 1);
    }

    [SkippableFact]
    public async Task Training_OfAVariationalModel_HasItsCurves()
    {
        await using var page = await browser.OpenAsync(files.Labelled);

        Assert.False(await page.EvaluateAsync<bool>("document.getElementById('training').hidden"));
        Assert.Contains("dimensions are in use", await page.TextAsync("#kl-caption"), StringComparison.Ordinal);
        Assert.Contains("It ends at", await page.TextAsync("#loss-caption"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Pictures_OfAnIdxFile_AreShownBesideWhatTheModelMakesOfThem()
    {
        var images = IdxFiles.WriteImages(folder, "images-idx3-ubyte", 120);
        ReportFiles.Run("train", "--data", images, "--likelihood", "bernoulli", "--scaling", "none", "--latent", "3", "--steps", "200", "--out", folder["m.onnx"], "--quiet");
        ReportFiles.Run("report", "--model", folder["m.onnx"], "--data", images, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);

        Assert.True(await page.EvaluateAsync<bool>("[...document.images].every(image => image.complete && image.naturalWidth > 0 && image.alt)"));
        Assert.Equal(48, await page.EvaluateAsync<int>("document.querySelectorAll('#strangest-pictures img').length"));
        Assert.Equal(3, await page.EvaluateAsync<int>("document.querySelectorAll('#walk-list img').length"));
        Assert.All(await page.TextsAsync("#columns-table tbody th"), name => Assert.Matches("^pixel [0-5], [0-5]$", name));
        Assert.Equal(11 * IdxFiles.Side + 12, await page.EvaluateAsync<int>("document.querySelector('#walk-list img').naturalWidth"));
        Assert.Empty(await Axe.SeriousFaultsAsync(page));
        Assert.Empty(page.Errors);
        Assert.Empty(page.Requests);
    }

    [SkippableFact]
    public async Task Later_MovedColumn_IsNamedAndTheVerdictSaysSo()
    {
        var lines = File.ReadAllLines(Datasets.BreastCancer);
        var moved = folder.Write("week.csv", string.Join('\n', lines.Select((line, i) => i == 0 ? WithoutLabel(line) : WithoutLabel("99" + line))));
        ReportFiles.Run("report", "--model", files.Model, "--data", Datasets.BreastCancer, "--label", "label", "--later", moved, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);

        Assert.Equal("mean_radius", (await page.TextsAsync("#moved-table tbody th"))[0]);
        Assert.Contains("week.csv: moved away from the training rows", await page.TextAsync("#verdict"), StringComparison.Ordinal);
        Assert.Empty(await Axe.SeriousFaultsAsync(page));
        Assert.Empty(page.Errors);
    }

    [SkippableFact]
    public async Task Print_OfThePage_LeavesOutWhatPaperHasNoUseFor()
    {
        await using var page = await browser.OpenAsync(files.Labelled, isDark: true);

        var bytes = await page.PrintAsync();

        Assert.True(bytes > 20_000, $"{bytes} bytes");
        Assert.Empty(page.Errors);
        Assert.Equal("none", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('nav')).display"));
        Assert.Equal("exact", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.mark')).printColorAdjust"));
        Assert.Equal(2, await page.EvaluateAsync<int>("getComputedStyle(document.querySelector('.pair')).gridTemplateColumns.split(' ').length"));
        Assert.Equal("none", await page.EvaluateAsync<string>("getComputedStyle(document.getElementById('slider').parentElement).display"));

        // A head that comes again on each sheet is painted without what is in its buttons.
        Assert.Equal("none", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('#rows-table th button')).display"));
        Assert.Equal("\"Score\"", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('#rows-table th:nth-child(2)'), '::before').content"));
    }

    private static async Task<int> CountAsync(OpenedPage page) => (int)OpenedPage.Number((await page.TextAsync("#codes-count")).Split(' ')[0]);

    private static Task<double[]> EdgesAsync(OpenedPage page) => page.EvaluateAsync<double[]>("[...document.querySelectorAll('#box-fields input')].map(input => Number(input.value))");

    /// <summary>Points of the map between these edges, counted from what the page was given.</summary>
    private static Task<int> InsideAsync(OpenedPage page, double[] edges) => page.EvaluateAsync<int>(FormattableString.Invariant($$"""
        (() => {
            const { map } = JSON.parse(document.getElementById("data").textContent);
            const [x, y] = [map.x, map.y].map(text => new Float32Array(Uint8Array.from(atob(text), character => character.charCodeAt(0)).buffer));
            return x.filter((value, i) => value >= {{edges[0]}} && value <= {{edges[1]}} && y[i] >= {{edges[2]}} && y[i] <= {{edges[3]}}).length;
        })()
        """));

    // The label is the last column.
    private static string WithoutLabel(string line) => line[..line.LastIndexOf(',')];
}
