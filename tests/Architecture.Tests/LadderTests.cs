using System.Reflection;
using System.Text.RegularExpressions;
using Architecture.Tests.Uses;

namespace Architecture.Tests;

/// <summary>What is compiled keeps to the ladders. A type that needs one of a higher namespace, or takes one down with it, goes where both are told of, or what they share goes lower.</summary>
public sealed class LadderTests
{
    // So many uses show what a step is about.
    private const int ShownUses = 12;

    public static TheoryData<string> Projects => [.. Ladder.All.Select(ladder => ladder.Project)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAnAssembly_HaveOneRungEach(string project)
    {
        var ladder = LadderOf(project);
        var found = TypeUses.Namespaces(PathOf(project));

        Assert.Distinct(ladder.Rungs);
        Assert.True(found.SetEquals(ladder.Rungs),
            $"Ladder.cs names for {project} other namespaces than the assembly has; put each where what it uses stands above it.\n"
            + $"Not named: {string.Join(", ", found.Except(ladder.Rungs))}\nNot there: {string.Join(", ", ladder.Rungs.Except(found))}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Uses_OfANamespace_AreOfLowerOnes(string project)
    {
        var rungs = LadderOf(project).Rungs;
        var above = TypeUses.Read(PathOf(project)).Where(use => Array.IndexOf(rungs, use.UsedNamespace) > Array.IndexOf(rungs, use.UserNamespace)).ToList();

        Assert.True(above.Count == 0, $"These use namespaces that stand higher on the ladder of {project} (Ladder.cs):\n{Shown(above)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAnAssembly_MakeNoCycle(string project)
    {
        var cycle = NamespaceCycle.Shortest(TypeUses.Read(PathOf(project)));

        var steps = cycle.GroupBy(use => use.UserNamespace).ToList();
        Assert.True(cycle.Count == 0, $"Namespaces of {project} use each other, {string.Join(" -> ", steps.Select(step => step.Key))}, and back:\n{string.Join('\n', steps.Select(Shown))}");
    }

    private static Ladder LadderOf(string project) => Ladder.All.Single(ladder => ladder.Project == project);

    private static string PathOf(string project)
    {
        var file = Path.Combine(Metadata("RepositoryRoot"), "src", project, $"{project}.csproj");
        var name = Regex.Match(File.ReadAllText(file), "<AssemblyName>(.*)</AssemblyName>") is { Success: true } given ? given.Groups[1].Value : project;
        return Path.Combine(Metadata("Binaries"), project, Metadata("Configuration").ToLowerInvariant(), $"{name}.dll");
    }

    private static string Shown(IEnumerable<TypeUse> uses)
    {
        var lines = uses.Select(use => $"  {use}").Order(StringComparer.Ordinal).ToList();
        return string.Join('\n', lines.Take(ShownUses)) + (lines.Count > ShownUses ? $"\n  and {lines.Count - ShownUses} more" : "");
    }

    private static string Metadata(string key) =>
        typeof(LadderTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
