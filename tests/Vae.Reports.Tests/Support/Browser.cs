using PuppeteerSharp;

namespace Vae.Reports.Tests.Support;

/// <summary>The Chromium of this machine, started once for all tests: the one without a window of its own where it is there, which opens a page in a third of the processor time.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"];

    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (FindExecutable() is { } path)
        {
            // Its sandbox is not to be had as root, nor in most containers; what it opens are pages of ours.
            browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = path,
                HeadlessMode = path.Contains("headless-shell", StringComparison.Ordinal) ? HeadlessMode.Shell : HeadlessMode.True,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }
    }

    /// <summary>Opens a file, or an address.</summary>
    /// <param name="path">The file, or the address.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="isDark">Whether the system's colours are dark.</param>
    internal async Task<OpenedPage> OpenAsync(string path, int width = 1200, bool isDark = false)
    {
        Skip.If(browser is null, $"Needs a browser: none of {string.Join(", ", Names)} is on the path.");
        var page = await browser.NewPageAsync();
        return await OpenedPage.OpenAsync(page, path, width, isDark);
    }

    private static string? FindExecutable() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists);
}
