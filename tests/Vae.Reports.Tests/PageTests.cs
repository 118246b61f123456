using System.Globalization;
using Vae.Reports.Tests.Support;

namespace Vae.Reports.Tests;

/// <summary>The page in a real browser.</summary>
[Collection(PagesCollection.Name)]
public sealed class PageTests(ReportFiles files, Browser browser)
{
    [SkippableTheory]
    [InlineData(1200, false, true)]
    [InlineData(1200, true, false)]
    [InlineData(390, false, false)]
    [InlineData(390, true, true)]
    public async Task Open_EveryWidthAndColours_AsksForNothingAndComplainsOfNothing(int width, bool isDark, bool hasLabels)
    {
        await using var page = await browser.OpenAsync(hasLabels ? files.Labelled : files.Unlabelled, width, isDark);

        Assert.Empty(page.Errors);
        Assert.Empty(page.Requests);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.chart')].every(place => place.closest('[hidden]') || place.querySelector('canvas'))"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_EitherColours_IsWithoutSeriousFaultsForAxe(bool isDark)
    {
        await using var page = await browser.OpenAsync(files.Labelled, isDark: isDark);
        await page.ClickAsync(".row-open");

        Assert.Empty(await Axe.SeriousFaultsAsync(page));
    }

    [SkippableFact]
    public async Task Slider_AtTheModelsThresholdAndMoved_HasTheNumbersOfScoreAtThatThreshold()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        await HasTheNumbersOfScore(page);
        foreach (var place in new[] { 120, 600, 900 })
        {
            await page.WriteAsync("#slider", place.ToString(CultureInfo.InvariantCulture));

            await HasTheNumbersOfScore(page);
        }
    }

    [SkippableFact]
    public async Task Slider_ArrowKey_MovesIt()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        var before = await page.EvaluateAsync<string>("document.getElementById('threshold-value').value");

        await page.PressAsync("#slider", "ArrowLeft", times: 10);

        Assert.NotEqual(before, await page.EvaluateAsync<string>("document.getElementById('threshold-value').value"));
        Assert.Contains("rows flagged", await page.EvaluateAsync<string>("document.getElementById('slider').getAttribute('aria-valuetext')"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Costs_OfAFalseAlarmAndAMiss_GiveTheCost()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        await page.WriteAsync("#costs label:nth-of-type(1) input", "2");
        await page.WriteAsync("#costs label:nth-of-type(2) input", "7");
        var wrong = await page.EvaluateAsync<string>("[...document.querySelectorAll('#tiles small')].map(note => note.textContent).find(text => text.includes('false alarms'))");
        var missed = await page.EvaluateAsync<string>("[...document.querySelectorAll('#tiles small')].map(note => note.textContent).find(text => text.includes('missed'))");

        var cost = OpenedPage.Number((await page.TilesAsync())["Cost"]);

        Assert.Equal((2 * OpenedPage.Number(wrong.Split(' ')[0])) + (7 * OpenedPage.Number(missed.Split(' ')[0])), cost);
    }

    [SkippableFact]
    public async Task Rows_HeadingClicked_AreSortedByItAndTheOtherWayRound()
    {
        await using var page = await browser.OpenAsync(files.Labelled);

        await page.ClickAsync("#rows-table th:nth-child(1) button");
        var ascending = await RowNumbers(page);
        await page.ClickAsync("#rows-table th:nth-child(1) button");
        var descending = await RowNumbers(page);

        Assert.Equal(ascending.Order(), ascending);
        Assert.Equal(descending.OrderDescending(), descending);
        Assert.NotEqual(ascending[0], descending[0]);
        Assert.Equal("descending", await page.EvaluateAsync<string>("document.querySelector('#rows-table th:nth-child(1)').ariaSort"));
    }

    [SkippableFact]
    public async Task Rows_Searched_AreThoseThatHaveTheWords()
    {
        await using var page = await browser.OpenAsync(files.Labelled);
        // One of many digits: a short number is a part of others.
        var first = (await RowNumbers(page)).Max();

        await page.WriteAsync("#search", first.ToString(CultureInfo.InvariantCulture));
        var found = await page.TextsAsync("#rows-table .row-open");
        await page.WriteAsync("#search", "there is no such word");

        Assert.Contains($"Row {first}", found);
        Assert.True(found.Length < 25);
        Assert.Contains("No row has all of these words.", await page.TextAsync("#rows-table tbody"), StringComparison.Ordinal);
        Assert.Equal("0 rows", await page.TextAsync("#rows-count"));
    }

    [SkippableFact]
    public async Task Rows_Opened_ShowPartsThatAddUpToTheScore()
    {
        await using var page = await browser.OpenAsync(files.Labelled);

        await page.ClickAsync(".row-open");
        var parts = await page.TextsAsync(".detail tbody td:nth-child(5)");

        var score = OpenedPage.Number(await page.TextAsync("td.score"));
        Assert.Equal(score, parts.Sum(OpenedPage.Number), 0.02 * score);
        Assert.Equal("true", await page.EvaluateAsync<string>("document.querySelector('.row-open').ariaExpanded"));
    }

    private static async Task<int[]> RowNumbers(OpenedPage page) =>
        [.. (await page.TextsAsync("#rows-table .row-open")).Select(text => int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture))];

    private async Task HasTheNumbersOfScore(OpenedPage page)
    {
        var threshold = await page.EvaluateAsync<string>("document.getElementById('threshold-value').value");
        var tiles = await page.TilesAsync();

        var scored = ReportFiles.Run("score", "--model", files.Model, "--data", Datasets.BreastCancer, "--label", "label", "--threshold", threshold, "--json").Json;

        Assert.Equal(scored.GetProperty("flagged").GetInt64(), OpenedPage.Number(tiles["Flagged"]));
        Assert.Equal(scored.GetProperty("precision").GetDouble(), OpenedPage.Number(tiles["Precision"]), 5.1e-5);
        Assert.Equal(scored.GetProperty("recall").GetDouble(), OpenedPage.Number(tiles["Recall"]), 5.1e-5);
    }
}
