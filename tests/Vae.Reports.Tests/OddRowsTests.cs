using Vae.Cli.Hosting;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

/// <summary>Rows and models that leave a page little to show: it shows what there is, and complains of nothing.</summary>
[Collection(PagesCollection.Name)]
public sealed class OddRowsTests(Browser browser) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("0.5,0.5,0.5", "The one row with a score does not stand out.")]
    [InlineData("40,-90,70", "The one row with a score stands out.")]
    [InlineData(",,", "No row has a score.")]
    [InlineData("1e38,-1e38,1\n3e38,3e38,3e38\n0.5,,0.5\nx,1,1", "2 of 2 rows stand out.")]
    public async Task Open_FewRows_ShowsWhatThereIs(string rows, string headline)
    {
        var model = Train(folder.WriteTable("t.csv", 300), "--label", "label");
        var run = CliRun.Of("report", "--model", model, "--data", folder.Write("r.csv", "a,b,c\n" + rows), "--out", folder["r.html"]);

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        await using var page = await browser.OpenAsync(folder["r.html"]);
        Assert.Equal(headline, await page.TextAsync(".headline"));
        await IsCalm(page);
    }

    [SkippableTheory]
    [InlineData("1,2,3", "60")]
    [InlineData("1,2,3", "3")]
    public async Task Open_RowsThatAreAllEqual_ShowsWhatThereIs(string row, string count)
    {
        var data = folder.Write("t.csv", "a,b,c\n" + string.Join('\n', Enumerable.Repeat(row, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))));
        var model = Train(data);
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_LabelsThatAreAllNormal_HasNoRankingAndShowsThem()
    {
        var data = folder.Write("t.csv", "a,b,label\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i % 7},{i % 5},0")));
        var model = Train(data, "--label", "label");
        ReportFiles.Run("report", "--model", model, "--data", data, "--label", "label", "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('ranking').hidden"));
        Assert.Contains("Labels are here, but all of one kind", await page.TextAsync("#verdict"), StringComparison.Ordinal);
        Assert.Contains("with both kinds precision and recall are here too", await page.TextAsync("#scores-note"), StringComparison.Ordinal);
        Assert.Contains("normal", await page.TextsAsync("#rows-table td:nth-child(4)"));
        await IsCalm(page);
    }

    /// <summary>Digits by their labels: 0 is taken for the normal one, and nine in ten rows for anomalies, which no threshold finds better than flagging every row does.</summary>
    [SkippableFact]
    public async Task Open_LabelsThatAreClasses_SaysSoAndGivesNoAdviceThatRestsOnThem()
    {
        var model = Train(Datasets.Digits, "--ignore", "label");
        ReportFiles.Run("report", "--model", model, "--data", Datasets.Digits, "--label", "label", "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        var verdict = await page.TextAsync("#verdict");
        Assert.Contains("Most rows are labelled anomalies", verdict, StringComparison.Ordinal);
        Assert.Contains("1,619 of 1,797 rows have another label than the normal one", verdict, StringComparison.Ordinal);
        Assert.Contains("and flagging every row 0.95", verdict, StringComparison.Ordinal);
        Assert.DoesNotContain("--best-f1", verdict, StringComparison.Ordinal);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_ManyColumnsAndOneLatentDimension_SaysWhatItLeavesOut()
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, 700).Select(i => $"c{i}");
        var rows = Enumerable.Range(0, 40).Select(_ => string.Join(',', names.Select(_ => $"{random.NextDouble():F3}")));
        var data = folder.Write("t.csv", $"{string.Join(',', names)}\n{string.Join('\n', rows)}");
        var model = Train(data, "--latent", "1", "--hidden", "8", "--score", "squared-error");
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        Assert.Contains("400 of 700 columns", await page.TextAsync("#columns-lead"), StringComparison.Ordinal);
        await page.ClickAsync(".row-open");
        Assert.Contains("more", await page.TextAsync(".detail tbody tr:last-child th"), StringComparison.Ordinal);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_RowsInAContext_NamesTheContextBesideTheParts()
    {
        var data = folder.Write("t.csv", "load,hour\n" + string.Join('\n', Enumerable.Range(0, 300).Select(i => $"{(i % 24 * 10) + (i % 7)},{i % 24}")));
        var model = Train(data, "--given", "hour");
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        await page.ClickAsync(".row-open");
        Assert.Contains("Seen where hour is", await page.TextAsync(".detail caption"), StringComparison.Ordinal);
        Assert.Equal(["load"], await page.TextsAsync(".detail tbody th"));
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_MissingValues_AreSaidToBeMissing()
    {
        var data = folder.Write("t.csv", "kind,size,depth\n" + string.Join('\n', Enumerable.Range(0, 120).Select(i =>
            $"{(i % 9 == 7 ? "" : i % 2 == 0 ? "big" : "small")},{(i == 7 ? 900 : (i % 2 == 0 ? 90 : 10) + (i % 5))},{(i % 6 == 5 ? "" : $"{i % 4}")}")));
        var model = Train(data, "--missing", "observed");
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        await page.ClickAsync(".row-open");
        var legends = new List<string>();
        foreach (var column in new[] { "kind", "depth" })
        {
            await page.WriteAsync("#colour-by", await page.EvaluateAsync<string>($"[...document.querySelectorAll('#colour-by option')].find(option => option.textContent === '{column}').value"));
            legends.Add(await page.EvaluateAsync<string>("echarts.getInstanceByDom(document.getElementById('codes-chart')).getOption().legend[0].data.join()"));
        }

        Assert.Equal("Row 7", await page.TextAsync(".row-open"));
        Assert.Contains("missing", await page.TextsAsync(".detail td"));
        Assert.DoesNotContain("none of its levels", await page.TextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("Missing or never seen (13)", legends[0], StringComparison.Ordinal);
        Assert.Equal("Missing (20)", legends[1]);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_CollapsedModelThatRanksWell_DoesNotSayThatItKnowsNothing()
    {
        // Anomalies are no farther from the mean than others, but do not lie on the line.
        var data = folder.Write("t.csv", "a,b,label\n" + string.Join('\n', Enumerable.Range(0, 400).Select(i => (IsOdd: i % 40 == 39, Place: (i % 21) - 10)).Select(row => FormattableString.Invariant(
            $"{row.Place},{(row.IsOdd ? -row.Place : row.Place) + (row.Place % 2 == 0 ? 0.1 : -0.1):F1},{(row.IsOdd ? 1 : 0)}"))));
        var model = Train(data, "--label", "label", "--beta", "1000", "--score", "whitened");
        ReportFiles.Run("report", "--model", model, "--data", data, "--label", "label", "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        Assert.Equal("The code of this model has collapsed, and still it ranks anomalies better than the distance from the mean.", await page.TextAsync(".headline"));
        Assert.Contains("It knows more than the distance from the mean", await page.TextAsync(".findings"), StringComparison.Ordinal);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_LaterRowsWithOtherLevels_CountsTheColumnOnce()
    {
        string Rows(int kinds) => "kind,size\n" + string.Join('\n', Enumerable.Range(0, 300).Select(i => $"k{i % kinds},{i % 7}"));
        var model = Train(folder.Write("t.csv", Rows(6)));
        ReportFiles.Run("report", "--model", model, "--data", folder["t.csv"], "--later", folder.Write("week.csv", Rows(2)), "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        var tile = await page.TextAsync("#later-tiles > div:last-child");
        Assert.StartsWith("Columns moved1", tile, StringComparison.Ordinal);
        Assert.EndsWith("with levels of text counted apart", tile, StringComparison.Ordinal);
        Assert.Contains("1 column differs by more than chance", await page.TextAsync("#verdict"), StringComparison.Ordinal);
        await IsCalm(page);
    }

    [SkippableFact]
    public async Task Open_ManyColumnsThatMoved_ListsTheFirstAndTheOthersWhenAsked()
    {
        string Rows(int shift) => string.Join(',', Enumerable.Range(0, 24).Select(column => $"c{column}")) + "\n"
            + string.Join('\n', Enumerable.Range(0, 200).Select(i => string.Join(',', Enumerable.Range(0, 24).Select(column => (i * (column + 3) % 17) + (i % 5) + (shift * (column + 1))))));
        var model = Train(folder.Write("t.csv", Rows(0)), "--score", "squared-error");
        ReportFiles.Run("report", "--model", model, "--data", folder["t.csv"], "--later", folder.Write("week.csv", Rows(9)), "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        var first = await page.TextsAsync("#moved-table tbody th");
        await page.ClickAsync("#more-moved");
        var all = await page.TextsAsync("#moved-table tbody th");

        Assert.Equal(10, first.Length);
        Assert.Equal(first, all.Take(10));
        Assert.Equal(24, all.Length);
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('more-moved').hidden"));
        await IsCalm(page);
    }

    /// <summary>Of 2,000 rows every other share ends at half a tenth of a per cent, where a script and .NET may round otherwise.</summary>
    [SkippableFact]
    public async Task Open_SharesThatEndInAHalf_AreRoundedAsTheToolDoes()
    {
        var data = folder.Write("t.csv", "a,b\n" + string.Join('\n', Enumerable.Range(0, 2000).Select(i => $"{i % 89},{(i * 7) % 97}")));
        var model = Train(data);
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"]);
        for (var place = 40; place < 1000; place += 40)
        {
            await page.WriteAsync("#slider", place.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var tiles = await page.TilesAsync();

            Assert.Equal(FormattableString.Invariant($"{OpenedPage.Number(tiles["Flagged"]) / 2000:P1}").Replace(' ', '\u00a0'), tiles["Share flagged"]);
        }
    }

    /// <summary>A phone's width, numbers of five digits, a score of as many and a row that is opened: nothing stands on other text or out of sight.</summary>
    [SkippableFact]
    public async Task Open_NarrowWindow_ShowsRowsAndColumnsWhole()
    {
        var data = folder.Write("t.csv", "breadth_of_sepal,length_of_sepal,breadth_of_petal,length_of_petal\n"
            + string.Join('\n', Enumerable.Range(0, 12_000).Select(i => FormattableString.Invariant($"{i % 89},{(i % 89 * 2) + (i % 7)},{(i % 50 == 3 ? "" : $"{i % 13}")},{(i > 11_900 ? 700 + i : i % 11)}"))));
        var model = Train(data, "--missing", "observed");
        ReportFiles.Run("report", "--model", model, "--data", data, "--out", folder["r.html"]);

        await using var page = await browser.OpenAsync(folder["r.html"], width: 390);
        await page.ClickAsync(".row-open");

        Assert.Matches("^Row 1[0-9]{4}$", await page.TextAsync(".row-open"));
        Assert.Equal("[]", await page.EvaluateAsync<string>("""
            JSON.stringify([...document.querySelectorAll("#rows-table td, #rows-table th, #columns-table td, #columns-table th")].filter(cell => {
              if (cell.querySelector("table") || cell.closest(".detail thead")) return false;
              const [{ left, right }, next] = [cell.getBoundingClientRect(), cell.nextElementSibling?.getBoundingClientRect()];
              const text = document.createRange();
              text.selectNodeContents(cell);
              const inside = text.getBoundingClientRect();
              return left < 0 || right > innerWidth || inside.right > innerWidth || (next && next.top < inside.bottom && next.bottom > inside.top && next.left > left && inside.right > next.left + 0.5);
            }).map(cell => cell.textContent))
            """));
        await IsCalm(page);
    }

    [Fact]
    public void Report_NoRows_SaysSoAndWritesNothing()
    {
        var model = Train(folder.WriteTable("t.csv", 60), "--label", "label");
        File.Delete(folder["t.csv"]);

        var run = CliRun.Of("report", "--model", model, "--data", folder.Write("r.csv", "a,b,c\n"), "--out", folder["r.html"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("no rows", run.Error, StringComparison.Ordinal);
        Assert.Equal(["m.onnx", "r.csv"], folder.Files);
    }

    private static async Task IsCalm(OpenedPage page)
    {
        await page.WriteAsync("#slider", "0");
        await page.WriteAsync("#slider", "1000");
        Assert.Empty(page.Errors);
        Assert.Empty(page.Requests);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.DoesNotContain("NaN", await page.TextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("undefined", await page.TextAsync("main"), StringComparison.Ordinal);
    }

    private string Train(string data, params string[] more)
    {
        ReportFiles.Run(["train", "--data", data, "--out", folder["m.onnx"], "--steps", "60", "--quiet", .. more]);
        return folder["m.onnx"];
    }
}
