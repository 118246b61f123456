using System.Text.RegularExpressions;
using Docs.Tests.Pages;

namespace Docs.Tests;

/// <summary>What the page of errors quotes is said by the product.</summary>
public sealed partial class ErrorsTests
{
    // Shorter words are found anywhere.
    private const int ShortestPart = 4;

    [Fact]
    public void Messages_OfThePage_StandInTheSources()
    {
        var sources = Sources();
        var quoted = Page.Read("docs/errors.md").Text.Split("## What ML.NET says")[0].Split('\n').Select(line => Quoted().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal)).Where(message => message.Contains(' ', StringComparison.Ordinal)).ToList();

        Assert.InRange(quoted.Count, 30, 200);
        Assert.All(quoted, message => Assert.All(
            message.Split("...").Select(part => part.Trim(' ', '\'', ';', ',')).Where(part => part.Length >= ShortestPart),
            part => Assert.True(sources.Contains(part, StringComparison.Ordinal), $"'{part}' is said nowhere.")));
    }

    /// <summary>All sources, with texts that go on in the next line in one piece.</summary>
    private static string Sources()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories);
        return string.Concat(files.Select(file => Joint().Replace(File.ReadAllText(file), "")));
    }

    [GeneratedRegex("^\\| `([^`]+)` \\|")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Joint();
}
