using Docs.Tests.Pages;

namespace Docs.Tests;

/// <summary>Links between the files of the repository lead somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Names => [.. Page.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Links_OfAPage_LeadToFilesAndHeadings(string name)
    {
        var page = Page.Read(name);

        Assert.All(Link.AllOf(page), link =>
        {
            var file = link.Path.Length == 0 ? page.Name : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.PathOf(page.Name), "..", link.Path)).Replace('\\', '/');
            Assert.True(Path.Exists(Repository.PathOf(file)), $"{name}:{link.Line}: there is no '{link.Target}'.");
            if (link.Anchor is { } anchor)
            {
                var anchors = Link.AnchorsOf(File.ReadAllText(Repository.PathOf(file)));
                Assert.True(anchors.Contains(anchor), $"{name}:{link.Line}: {file} has no heading '{anchor}'; it has {string.Join(", ", anchors)}.");
            }
        });
    }

    [Fact]
    public void Pages_OfTheSite_StandInItsTableOfContents()
    {
        const string Contents = "docs/guides/toc.yml";
        var contents = File.ReadAllText(Repository.PathOf(Contents)).ReplaceLineEndings("\n");

        Assert.All(Page.All.Where(page => page.IsOfTheSite), page =>
        {
            var path = Path.GetRelativePath("docs/guides", page.Name).Replace('\\', '/');
            Assert.True(contents.Contains($"href: {path}\n", StringComparison.Ordinal), $"{page.Name} is not in {Contents}; give it a line there, and a link in docs/index.md.");
        });
    }

    [Fact]
    public void Pages_OfTheSite_AreLinkedFromItsFirst()
    {
        var first = Page.Read("docs/index.md");
        var linked = Link.AllOf(first).Select(link => $"docs/{link.Path}").Append(first.Name).ToHashSet(StringComparer.Ordinal);

        Assert.All(Page.All.Where(page => page.IsOfTheSite), page => Assert.True(linked.Contains(page.Name), $"{page.Name} is not linked from docs/index.md."));
    }

    [Theory]
    [InlineData("# How fast\n## How fast", "how-fast", "how-fast-1")]
    [InlineData("# `vae train`, and `vae score`\n## [A link](b.md) (in brackets)", "vae-train-and-vae-score", "a-link-in-brackets")]
    public void AnchorsOf_Headings_AreThoseOfHosts(string text, string first, string second) => Assert.Equal([first, second], Link.AnchorsOf(text));
}
