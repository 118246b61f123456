using System.Text.RegularExpressions;

namespace Packages.Tests.Readme;

/// <summary>A fenced block of C# in a document.</summary>
/// <param name="Line">The line of the document on which the code begins, from 1.</param>
/// <param name="Code">The code as it stands there.</param>
internal sealed partial record CSharpBlock(int Line, string Code)
{
    /// <summary>Whether it is a program of its own: it names its namespaces. What does not goes on from the block above it.</summary>
    public bool BeginsProgram => Code.StartsWith("using ", StringComparison.Ordinal);

    /// <summary>Its first line of code.</summary>
    public string FirstLine => Code[..Code.IndexOf('\n')];

    /// <summary>All blocks of a document, in its order.</summary>
    public static List<CSharpBlock> AllOf(string document) =>
        [.. Fence().Matches(document.ReplaceLineEndings("\n")).Select(match => new CSharpBlock(LineOf(document, match), match.Groups["code"].Value))];

    private static int LineOf(string document, Match match) => document.ReplaceLineEndings("\n").AsSpan(0, match.Groups["code"].Index).Count('\n') + 1;

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
