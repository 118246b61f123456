using System.Globalization;
using System.Text.Json;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Vae.Reports.Tests.Support;

/// <summary>A page in the browser, with all that it asked for and complained of.</summary>
internal sealed class OpenedPage(IPage page) : IAsyncDisposable
{
    private readonly List<string> requests = [];
    private readonly List<string> errors = [];

    /// <summary>Addresses that it asked for, its own and those that hold their content themselves left out.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>Errors and warnings of its console, and exceptions that nothing caught.</summary>
    public IReadOnlyList<string> Errors => errors;

    public static async Task<OpenedPage> OpenAsync(IPage page, string path, int width, bool isDark)
    {
        var opened = new OpenedPage(page);
        var address = path.StartsWith("http://", StringComparison.Ordinal) ? path : new Uri(path).AbsoluteUri;
        page.Request += (_, e) =>
        {
            if (e.Request.Url != address && !e.Request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                opened.requests.Add(e.Request.Url);
            }
        };
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
            {
                opened.errors.Add(e.Message.Text);
            }
        };
        page.PageError += (_, e) => opened.errors.Add(e.Message);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = isDark ? "dark" : "light" }]);
        // A file asks for nothing, and its charts are drawn two frames after it is loaded; what is served goes on asking.
        var isFile = new Uri(address).IsFile;
        await page.GoToAsync(address, isFile ? WaitUntilNavigation.Load : WaitUntilNavigation.Networkidle0);
        if (isFile)
        {
            await opened.EvaluateAsync<bool>("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))");
        }

        return opened;
    }

    public async ValueTask DisposeAsync() => await page.CloseAsync();

    /// <summary>Runs an expression in the page.</summary>
    public Task<T> EvaluateAsync<T>(string script) => page.EvaluateExpressionAsync<T>(script);

    /// <summary>Runs a script that is given by name rather than by the page, as a developer's tools are: the page's policy does not keep it out.</summary>
    public Task RunAsync(string script) => page.EvaluateExpressionAsync(script);

    /// <summary>The text of the first element.</summary>
    public Task<string> TextAsync(string selector) => EvaluateAsync<string>($"document.querySelector({Quoted(selector)}).textContent");

    /// <summary>The texts of all elements.</summary>
    public Task<string[]> TextsAsync(string selector) => EvaluateAsync<string[]>($"[...document.querySelectorAll({Quoted(selector)})].map(element => element.textContent)");

    /// <summary>Clicks the first element.</summary>
    public Task ClickAsync(string selector) => EvaluateAsync<bool>($"document.querySelector({Quoted(selector)}).click() ?? true");

    /// <summary>Writes a text into a field, as typing and leaving it does.</summary>
    public Task WriteAsync(string selector, string text) => EvaluateAsync<bool>(
        $$"""(() => { const field = document.querySelector({{Quoted(selector)}}); field.value = {{Quoted(text)}}; for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true })); return true; })()""");

    /// <summary>The numbers that the threshold leads to, by their names.</summary>
    public async Task<Dictionary<string, string>> TilesAsync() => JsonSerializer.Deserialize<Dictionary<string, string>>(await EvaluateAsync<string>(
        "JSON.stringify(Object.fromEntries([...document.querySelectorAll('#tiles > div')].map(tile => [tile.querySelector('dt').textContent, tile.querySelector('dd').firstChild.textContent])))"))!;

    /// <summary>Presses a key, as often as that; <c>Shift+</c> before its name holds that key down meanwhile.</summary>
    public async Task PressAsync(string selector, string key, int times = 1)
    {
        await page.FocusAsync(selector);
        var keys = key.Split('+');
        if (keys.Length > 1)
        {
            await page.Keyboard.DownAsync(keys[0]);
        }

        for (var i = 0; i < times; i++)
        {
            await page.Keyboard.PressAsync(keys[^1]);
        }

        if (keys.Length > 1)
        {
            await page.Keyboard.UpAsync(keys[0]);
        }
    }

    /// <summary>Draws around all of an element with the pointer: most of the way along its edges, back to where it began, and a double click to end.</summary>
    public async Task DrawAroundAsync(string selector)
    {
        await page.EvaluateExpressionAsync($"document.querySelector({Quoted(selector)}).scrollIntoView({{ block: 'center' }})");
        var box = await (await page.QuerySelectorAsync(selector)).BoundingBoxAsync();
        (decimal X, decimal Y)[] corners = [(0.07m, 0.12m), (0.97m, 0.12m), (0.97m, 0.88m), (0.07m, 0.88m), (0.07m, 0.14m)];
        await page.Mouse.MoveAsync(box.X + (corners[0].X * box.Width), box.Y + (corners[0].Y * box.Height));
        await page.Mouse.DownAsync();
        foreach (var (x, y) in corners)
        {
            await page.Mouse.MoveAsync(box.X + (x * box.Width), box.Y + (y * box.Height), new PuppeteerSharp.Input.MoveOptions { Steps = 8 });
        }

        await page.Mouse.UpAsync();
    }

    /// <summary>Waits until an expression is true.</summary>
    public Task WaitAsync(string condition) => page.WaitForExpressionAsync(condition);

    /// <summary>Prints the page; afterwards it is shown as on paper.</summary>
    /// <returns>Bytes of the PDF file.</returns>
    public async Task<long> PrintAsync()
    {
        await page.EmulateMediaTypeAsync(MediaType.Print);
        return (await page.PdfDataAsync()).LongLength;
    }

    /// <summary>Takes a picture of all of the page, for people.</summary>
    public Task PictureAsync(string path) => page.ScreenshotAsync(path, new ScreenshotOptions { FullPage = true });

    /// <summary>A text as a script has it.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>A number as the page shows it.</summary>
    public static double Number(string text) => double.Parse(text.Replace(",", "", StringComparison.Ordinal).Replace("\u00a0%", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
