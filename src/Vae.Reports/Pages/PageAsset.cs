namespace Vae.Reports.Pages;

/// <summary>The parts of the page that are the same in every report.</summary>
internal static class PageAsset
{
    // The file that the package has begins with ECharts; other scripts, which the page has no use for, follow on lines of their own.
    private const string EndOfCharts = "\n!function(n,r)";

    private static readonly Lazy<string> LazyCharts = new(() =>
    {
        var bundle = Read("echarts.js");
        return bundle[..bundle.IndexOf(EndOfCharts, StringComparison.Ordinal)];
    });

    /// <summary>The library that draws the charts, with the notes of its licence.</summary>
    public static string Charts => LazyCharts.Value;

    /// <summary>One of the files in Pages/Assets.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks its part '{name}'; build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
