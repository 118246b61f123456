using System.Text;
using Vae.Reports.Findings;

namespace Vae.Reports.Pages;

/// <summary>The model card as a part of the document.</summary>
internal static class CardHtml
{
    /// <summary>Writes it.</summary>
    public static string Write(ModelCard card)
    {
        var html = new StringBuilder("<div class=\"card-groups\">\n");
        foreach (var group in card.Groups)
        {
            html.Append(Invariant($"<section class=\"card-group\"><h3>{HtmlPage.Encode(group.Title)}</h3>\n<dl>\n"));
            foreach (var (name, value) in group.Facts)
            {
                html.Append(Invariant($"<div><dt>{HtmlPage.Encode(name)}</dt><dd>{HtmlPage.Encode(value)}</dd></div>\n"));
            }

            html.Append("</dl></section>\n");
        }

        return html.Append(Invariant($"</div>\n<details><summary>Every option</summary><pre tabindex=\"0\">{HtmlPage.Encode(card.Options)}</pre></details>")).ToString();
    }
}
