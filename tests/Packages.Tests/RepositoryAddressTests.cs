using Packages.Tests.Support;

namespace Packages.Tests;

/// <summary>What a package says of the repository follows from where it was cloned from, and packing works wherever that is.</summary>
public sealed class RepositoryAddressTests(SmallPackages packages) : IClassFixture<SmallPackages>
{
    [Fact]
    public void Pack_WithoutGit_NamesNoAddress() => Assert.Null(packages["NoGit"].Address);

    [Fact]
    public void Pack_WithoutRemote_NamesNoAddress() => Assert.Null(packages["NoRemote"].Address);

    [Fact]
    public void Pack_ClonedFromAFolder_DoesNotTellTheFolder() => Assert.Null(packages["Clone"].Address);

    [Fact]
    public void Pack_ClonedFromTheWeb_NamesTheAddressAndLinksSourcesToIt()
    {
        var (address, symbols) = packages["Web"];

        Assert.Equal("https://github.com/someone/vae", address?.TrimEnd('/').Replace(".git", ""));
        Assert.Contains("raw.githubusercontent.com/someone/vae/", symbols, StringComparison.Ordinal);
    }
}
