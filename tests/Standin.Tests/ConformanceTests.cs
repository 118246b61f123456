using System.Reflection;
using System.Runtime.Loader;

namespace Standin.Tests;

/// <summary>Walks every public type and member of the stand-in, and looks for each in the real library.</summary>
public sealed class ConformanceTests
{
    private const string NeedsReal = "the packages Microsoft.ML 5.0.0 are not in this build, so there is nothing to compare the stand-in with";

    [SkippableFact]
    public void PublicTypes_AgainstTheRealLibrary_AreThere()
    {
        Skip.IfNot(Flavour.IsReal, NeedsReal);

        IEnumerable<string> faults = StandinTypes().Where(type => RealType(type) is null).Select(type => $"{type.FullName} is not public in the real library");

        AssertNone(faults);
    }

    [SkippableFact]
    public void PublicTypes_AgainstTheRealLibrary_AreDeclaredAlike()
    {
        Skip.IfNot(Flavour.IsReal, NeedsReal);

        var faults = new List<string>();
        foreach ((Type standin, Type real) in Pairs())
        {
            if (Signature.OfType(standin) != Signature.OfType(real))
            {
                faults.Add($"here {Signature.OfType(standin)}; there {Signature.OfType(real)}");
            }

            IEnumerable<string> own = Signature.Interfaces(standin);
            faults.AddRange(own.Except(Signature.Interfaces(real)).Select(missing => $"{standin.FullName} implements {missing}, which the real one does not"));
        }

        AssertNone(faults);
    }

    [SkippableFact]
    public void PublicMembers_AgainstTheRealLibrary_AreDeclaredAlike()
    {
        Skip.IfNot(Flavour.IsReal, NeedsReal);

        var faults = new List<string>();
        int compared = 0;
        foreach ((Type standin, Type real) in Pairs())
        {
            HashSet<string> there = [.. Signature.Members(real, declaredOnly: false)];
            foreach (string member in Signature.Members(standin, declaredOnly: true))
            {
                compared++;
                if (!there.Contains(member))
                {
                    string name = Signature.NameIn(member);
                    faults.Add($"{standin.FullName}: here {member}; there {string.Join(" | ", there.Where(other => Signature.NameIn(other) == name).DefaultIfEmpty("nothing of that name"))}");
                }
            }
        }

        AssertNone(faults);
        Assert.True(compared > 300, $"Only {compared} members were compared.");
    }

    [SkippableFact]
    public void AbstractMembers_OfTheRealLibrary_AreAllInTheStandin()
    {
        Skip.IfNot(Flavour.IsReal, NeedsReal);

        // What must be implemented there must be asked for here, or what compiles here would not compile there.
        IEnumerable<string> faults = Pairs().SelectMany(pair => Signature.Abstract(pair.Real)
            .Except(Signature.Abstract(pair.Standin))
            .Select(member => $"{pair.Standin.FullName} lacks {member}"));

        AssertNone(faults);
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        string[] all = faults.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} faults:\n{string.Join("\n", all)}");
    }

    private static IEnumerable<(Type Standin, Type Real)> Pairs()
        => StandinTypes().Select(type => (type, RealType(type)!)).Where(pair => pair.Item2 is not null);

    private static Type[] StandinTypes() => Standin.Value.GetExportedTypes();

    private static Type? RealType(Type standin)
        => Real.Value.Select(assembly => assembly.GetType(standin.FullName!)).FirstOrDefault(type => type is { IsVisible: true });

    private static Lazy<Assembly> Standin { get; } = new(()
        => new AssemblyLoadContext("stand-in").LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "standin", "Microsoft.ML.dll")));

    private static Lazy<Assembly[]> Real { get; } = new(()
        => Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.ML.*.dll").Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path))).ToArray());
}
