using System.Text;
using Vae.Reports.Findings;

namespace Vae.Reports.Pages;

/// <summary>The verdict as a part of the document: it is there without scripts too.</summary>
internal static class VerdictHtml
{
    /// <summary>Writes it.</summary>
    public static string Write(Verdict verdict)
    {
        var html = new StringBuilder();
        html.Append(Invariant($"<p class=\"headline\">{Encode(verdict.Headline)}</p>\n<ul class=\"findings\">\n"));
        foreach (var finding in verdict.Findings)
        {
            var (name, word) = Shown(finding.Grade);
            html.Append(Invariant($"<li class=\"{name}\"><h3><span class=\"mark\" role=\"img\" aria-label=\"{word}\"></span>{Encode(finding.Title)}</h3><p>{Encode(finding.Text)}</p></li>\n"));
        }

        html.Append("</ul>\n<h3 id=\"next-title\">What to do next</h3>\n<ol class=\"next\" aria-labelledby=\"next-title\">\n");
        foreach (var step in verdict.Next)
        {
            html.Append(Invariant($"<li><p>{Encode(step.Text)}</p>{(step.Command is { } command ? $"<code>{Words(command)}</code>" : "")}</li>\n"));
        }

        return html.Append("</ol>").ToString();
    }

    // A number stays with its sign.
    private static string Encode(string text) => HtmlPage.Encode(text.Replace(" %", "\u00a0%", StringComparison.Ordinal));

    // A command is broken between its words alone, and not within a flag.
    private static string Words(string command) => string.Join(' ', command.Split(' ').Select(word => $"<span class=\"phrase\">{HtmlPage.Encode(word)}</span>"));

    private static (string Name, string Word) Shown(Grade grade) => grade switch
    {
        Grade.Good => ("good", "Good"),
        Grade.Look => ("look", "Worth a look"),
        Grade.Bad => ("bad", "To be mended"),
        _ => ("fact", "Fact"),
    };
}
