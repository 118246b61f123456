using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Vae.Reports.Findings;

namespace Vae.Reports.Pages;

/// <summary>
/// Writes the page. Whatever comes from data or models is text: encoded where it stands in the document, and JSON that cannot end its element where scripts read it. A policy in the page's head lets
/// no script run but the two that are here, by their hashes, and lets nothing be fetched.
/// </summary>
internal static class HtmlPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const string HowToOpen = "<span class=\"on-screen\">Open one to see what makes it strange. </span>";

    // In this order: the first makes what the others add to, the last runs them.
    private static readonly string[] Scripts =
        ["base.js", "charts.js", "table.js", "threshold.js", "ranking.js", "rows.js", "pictures.js", "box.js", "codes.js", "columns.js", "live.js", "later.js", "training.js", "start.js"];

    /// <summary>Writes it.</summary>
    /// <param name="title">What stands at its top.</param>
    /// <param name="subtitle">What stands below.</param>
    /// <param name="content">What it says.</param>
    /// <param name="isLive">Whether it is served, by what answers its questions about all rows.</param>
    public static string Write(string title, string subtitle, ReportContent content, bool isLive = false)
    {
        var (style, charts, script) = (PageAsset.Read("report.css"), PageAsset.Charts, "\"use strict\";\n(() => {\n" + string.Concat(Scripts.Select(PageAsset.Read)) + "})();\n");
        var parts = new Dictionary<string, string>
        {
            ["title"] = Encode(title),
            ["subtitle"] = Encode(subtitle),
            ["policy"] = $"default-src 'none'; script-src {Hash(charts)} {Hash(script)}; style-src {Hash(style)}; img-src data:; base-uri 'none'; form-action 'none'{(isLive ? "; connect-src 'self'" : "")}",
            ["verdict"] = VerdictHtml.Write(content.Verdict),
            ["card"] = CardHtml.Write(content.Card),
            ["score-note"] = Encode(ScoreMeaning.Of(content.Model)),
            ["rows-note"] = RowsNote(content),
            ["data"] = PageData.Write(content, isLive),
            ["style"] = style,
            ["charts"] = charts,
            ["script"] = script,
        };
        return Fill(PageAsset.Read("report.html"), parts);
    }

    /// <summary>A text as it stands in a document.</summary>
    public static string Encode(string text) => Encoder.Encode(text);

    private static string RowsNote(ReportContent content) => content.Strangest.Length < content.Figures.Scored
        ? Invariant($"The {content.Strangest.Length:N0} rows with the highest scores, of {content.Figures.Scored:N0}. {HowToOpen}{About(content)}")
        : $"All rows that have a score. {HowToOpen}{About(content)}";

    private static string About(ReportContent content) => $"Rows are counted from 0. {Encode(ScoreMeaning.OfProbability(content.Model))}";

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    /// <summary>Puts parts into the places that a template has for them, {{name}}; what is put in is not looked at again.</summary>
    private static string Fill(string template, Dictionary<string, string> parts)
    {
        var page = new StringBuilder();
        var rest = template.AsSpan();
        for (int start; (start = rest.IndexOf("{{")) >= 0;)
        {
            var end = rest.IndexOf("}}");
            page.Append(rest[..start]).Append(parts[rest[(start + 2)..end].ToString()]);
            rest = rest[(end + 2)..];
        }

        return page.Append(rest).ToString();
    }
}
