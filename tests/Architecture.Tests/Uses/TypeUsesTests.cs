using Architecture.Tests.Examples.Low;

namespace Architecture.Tests.Uses;

public sealed class TypeUsesTests
{
    private const string Low = "Architecture.Tests.Examples.Low";
    private const string High = "Architecture.Tests.Examples.High";

    [Fact]
    public void Read_TypeThatUsesOthersInEveryWay_FindsEach()
    {
        var found = TypeUses.Read(typeof(TypeUsesTests).Assembly.Location).Where(use => use.UserNamespace == High).Select(use => use.Used).Order();

        var all = typeof(OfBase).Assembly.GetTypes().Where(type => type.Namespace == Low).Select(type => type.Name).Order();
        Assert.Equal(all, found);
    }

    [Fact]
    public void Read_TypesBelow_UseNoneAbove() =>
        Assert.DoesNotContain(TypeUses.Read(typeof(TypeUsesTests).Assembly.Location), use => use.UserNamespace == Low && use.UsedNamespace == High);
}
