using System.Text.Json;
using Deque.AxeCore.Commons;

namespace Vae.Reports.Tests.Support;

/// <summary>axe-core, which finds what keeps people out that use a keyboard, a screen reader or little contrast.</summary>
internal static class Axe
{
    /// <summary>Its findings that are serious or critical: the rule, and where.</summary>
    public static async Task<string[]> SeriousFaultsAsync(OpenedPage page)
    {
        await page.RunAsync(new BundledAxeScriptProvider().GetScript());
        var found = await page.EvaluateAsync<string>("axe.run(document, { resultTypes: ['violations'] }).then(result => JSON.stringify(result.violations))");
        return
        [
            .. JsonDocument.Parse(found).RootElement.EnumerateArray()
                .Where(fault => fault.GetProperty("impact").GetString() is "serious" or "critical")
                .SelectMany(fault => fault.GetProperty("nodes").EnumerateArray().Take(3).Select(node =>
                    $"{fault.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}")),
        ];
    }
}
