namespace Architecture.Tests.Uses;

public sealed class NamespaceCycleTests
{
    [Fact]
    public void Shortest_UsesOfLowerOnes_AreNone() =>
        Assert.Empty(NamespaceCycle.Shortest([new("C", "High", "B", "Middle"), new("C", "High", "A", "Low"), new("B", "Middle", "A", "Low")]));

    [Fact]
    public void Shortest_CycleOverThree_IsFoundWithItsTypes()
    {
        TypeUse[] cycle = [new("A", "Low", "B", "Middle"), new("B", "Middle", "C", "High"), new("C", "High", "A", "Low")];

        Assert.Equal(cycle, NamespaceCycle.Shortest([.. cycle, new("B", "Middle", "D", "Lowest")]).OrderBy(use => use.User));
    }

    [Fact]
    public void Shortest_CyclesOfTwoAndThree_AreThatOfTwo()
    {
        TypeUse[] three = [new("A", "Low", "B", "Middle"), new("B", "Middle", "C", "High"), new("C", "High", "A", "Low")];

        Assert.Equal(["B", "C"], NamespaceCycle.Shortest([.. three, new("C", "High", "B", "Middle")]).Select(use => use.User).Order());
    }
}
