using System.Text.RegularExpressions;

namespace Docs.Tests.Pages;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the fence: csharp, sh, text, ...</param>
/// <param name="Line">The line on which its content begins, from 1.</param>
/// <param name="Content">The content, with a line end behind each line.</param>
/// <param name="WhyNotRun">Why it is neither compiled nor run: what the line <c>&lt;!-- not run: REASON --&gt;</c> above it says; empty where it is.</param>
internal sealed partial record Fence(string Language, int Line, string Content, string WhyNotRun)
{
    /// <summary>All blocks of a text, in its order.</summary>
    public static List<Fence> AllOf(string text) =>
        [.. Block().Matches(text).Select(match => new Fence(match.Groups["language"].Value, text.AsSpan(0, match.Groups["content"].Index).Count('\n') + 1, match.Groups["content"].Value, match.Groups["reason"].Value))];

    /// <summary>The text with blank lines in the place of the blocks, so that lines keep their numbers.</summary>
    public static string Without(string text) => Block().Replace(text, match => new string('\n', match.Value.Count(c => c == '\n')));

    [GeneratedRegex(@"^(<!-- not run: (?<reason>[^\n]+?) -->\n)?```(?<language>[a-z]*)\n(?<content>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
