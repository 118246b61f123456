using Docs.Tests.Pages;
using Packages.Tests.Support;

namespace Packages.Tests.Documents;

/// <summary>The programs of the pages as a user has them: built and run on the packages, in a project with nothing else of ours.</summary>
[Collection(PackedCollection.Name)]
public sealed class DocumentTests(PackedFixture packed)
{
    [Fact]
    public void Programs_OfThePages_AreBuiltOnThePackagesAndPrintWhatThePagesSay()
    {
        var printed = DocumentPrograms.Split(packed.Programs.RunPages().ThrowIfFailed().Output);

        var differences = new List<string>();
        foreach (var program in DocumentPrograms.Run)
        {
            foreach (var (number, block) in program.Blocks.Index())
            {
                var here = printed[(program.Page.Name, program.Number, number)];
                if (DocumentPrograms.SaidBehind(program.Page, block) is { } said && PrintedText.Difference(said.Content, here) is { } difference)
                {
                    differences.Add($"{program.Page.Name}:{said.Line}: {difference}");
                }
            }
        }

        Assert.Empty(differences);
        Assert.True(DocumentPrograms.All.Count >= 15 && DocumentPrograms.Run.Count >= 7);
    }
}
