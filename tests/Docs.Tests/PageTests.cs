using Docs.Tests.Pages;
using Docs.Tests.Programs;

namespace Docs.Tests;

/// <summary>What stands on the pages compiles, runs, and prints what they say.</summary>
public sealed class PageTests
{
    /// <summary>Set to 1, what a page says that is printed is replaced by what is.</summary>
    private const string SaveVariable = "VAE_SAVE_DOCS";

    public static TheoryData<string> Names => [.. Page.All.Where(page => page.Runs).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_EveryBlock_PrintsWhatThePageSays(string name)
    {
        var differences = await PageRun.Of(Page.Read(name), Environment.GetEnvironmentVariable(SaveVariable) == "1");

        Assert.True(differences.Length == 0, differences);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Programs_OfAPage_EachSaysWhatItPrints(string name)
    {
        var page = Page.Read(name);
        var fences = Fence.AllOf(page.Text);

        Assert.All(page.IsOfTheSite ? PageProgram.AllOf(page) : [], program => Assert.True(
            program.Blocks.Any(block => fences.SkipWhile(fence => fence != block).Skip(1).FirstOrDefault()?.Language == "text"),
            $"{name}:{program.Blocks[0].Line}: no block of the program is followed by one of text with what it prints."));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Blocks_OfAPage_AreFencedInALanguageThatIsLookedAt(string name)
    {
        var page = Page.Read(name);

        Assert.All(Fence.AllOf(page.Text), block => Assert.True(
            block.Language is "csharp" or "sh" or "text" or "xml" or "json" or "math", $"{name}:{block.Line}: '{block.Language}' is no language of a block here."));
        Assert.All(page.IsOfTheSite ? Fence.Without(page.Text).Split('\n').Index() : [], line => Assert.False(
            line.Item.StartsWith("    ", StringComparison.Ordinal), $"{name}:{line.Index + 1}: an indented block is run by nobody; fence it."));
    }
}
