using System.Text.RegularExpressions;

namespace Docs.Tests.Pages;

/// <summary>A link of a page that leads to a file or to a heading, not to an address.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Target">What stands in its brackets.</param>
internal sealed partial record Link(int Line, string Target)
{
    /// <summary>The path; empty where it leads to a heading of the page itself.</summary>
    public string Path => Target.Split('#')[0];

    /// <summary>The heading's anchor; null where it leads to none.</summary>
    public string? Anchor => Target.Split('#') is [_, var anchor] ? anchor : null;

    /// <summary>All links of a page.</summary>
    public static IEnumerable<Link> AllOf(Page page) => Fence.Without(page.Text).Split('\n').Index()
        .SelectMany(line => Target_().Matches(Code().Replace(line.Item, "")).Select(match => new Link(line.Index + 1, match.Groups[1].Value)))
        .Where(link => !Address().IsMatch(link.Target));

    /// <summary>The anchors of a page's headings, as hosts of repositories and docfx make them.</summary>
    public static HashSet<string> AnchorsOf(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in Heading().Matches(Fence.Without(text.ReplaceLineEndings("\n"))))
        {
            var words = Linked().Replace(match.Groups[1].Value, "$1").Trim().ToLowerInvariant();
            var anchor = Dropped().Replace(words, "").Replace(' ', '-');
            var unique = anchor;
            for (var i = 1; !anchors.Add(unique); i++)
            {
                unique = $"{anchor}-{i}";
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Target_();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z]+:", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("^#{1,6} (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\[\]]*)\]\([^()]*\)")]
    private static partial Regex Linked();

    [GeneratedRegex(@"[^\p{L}\p{Nd}_\- ]")]
    private static partial Regex Dropped();
}
