using Packages.Tests.Support;

namespace Packages.Tests.Readme;

/// <summary>Each block of C# in README.md as it stands there, compiled against the packages in projects with nothing else of ours, and run on the data sets it names.</summary>
[Collection(PackedCollection.Name)]
public sealed class ReadmeTests(PackedFixture packed)
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public void Blocks_EachHasACheck_AndEachCheckABlock()
    {
        var blocks = CSharpBlock.AllOf(Document);

        Assert.All(blocks, block => Assert.True(
            ReadmeProgram.CheckOf(block) is not null, $"README.md:{block.Line} '{block.FirstLine}' has no entry in BlockCheck.All; say there what must come of it."));
        Assert.All(BlockCheck.All, check => Assert.True(
            blocks.Any(block => block.FirstLine.StartsWith(check.Begins, StringComparison.Ordinal)), $"No block of README.md begins with '{check.Begins}'; take its check away."));
    }

    [Fact]
    public void Programs_EachNamesItsPackages() =>
        Assert.All(ReadmeProgram.AllOf(Document), program => Assert.NotEmpty(program.Packages));

    [Fact]
    public void Programs_Run_PrintWhatTheReadmeSays()
    {
        foreach (var (number, program) in ReadmeProgram.AllOf(Document).Index())
        {
            var printed = ReadmeProgram.Split(packed.Programs.RunReadme(number).ThrowIfFailed().Output);

            Assert.Equal(program.Blocks.Count, printed.Length);
            Assert.All(program.Blocks.Zip(printed), pair => ReadmeProgram.CheckOf(pair.First)?.Verify(pair.Second));
        }
    }
}
