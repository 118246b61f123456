using System.Text.RegularExpressions;
using Docs.Tests.Pages;

namespace Docs.Tests;

/// <summary>The page of formulas names types that are there.</summary>
public sealed partial class MathematicsTests
{
    [Fact]
    public void Types_ThatComputeFormulas_AreThere()
    {
        var types = new[] { typeof(Vae.Core.Models.VaeModel).Assembly }.SelectMany(assembly => assembly.GetTypes()).Select(type => type.Name.Split('`')[0]).ToHashSet(StringComparer.Ordinal);
        var named = Computed().Matches(Page.Read("docs/mathematics.md").Text).SelectMany(match => Name().Matches(match.Value)).Select(match => match.Groups[1].Value).ToList();

        Assert.InRange(named.Count, 40, 200);
        Assert.All(named, name => Assert.Contains(name, types));
    }

    // "Computed by", and the names up to the end of the sentence.
    [GeneratedRegex(@"Computed\s+by\s+(`\w+`(,\s+)?)+")]
    private static partial Regex Computed();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();
}
