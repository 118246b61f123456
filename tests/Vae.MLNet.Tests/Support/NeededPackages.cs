using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vae.MLNet.Tests.Support;

/// <summary>The committed lists of tests that are compiled only where a package is there: the file <c>tests.txt</c> in the folder of
/// each such kind of test.</summary>
internal static class NeededPackages
{
    /// <summary>Lines of a folder's list: the test, a colon, what it needs.</summary>
    public static IEnumerable<(string Test, string Need)> Read(string folder) =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", folder, "tests.txt"))
            .Where(line => line.Length > 0)
            .Select(line => line.Split(": ", 2))
            .Select(parts => (parts[0], parts[1]));

    /// <summary>The list as data of a theory that skips.</summary>
    public static TheoryData<string, string> Skipped(string folder)
    {
        var data = new TheoryData<string, string>();
        foreach (var (test, need) in Read(folder))
        {
            data.Add(test, need);
        }

        return data;
    }

    /// <summary>Holds a folder's list against the tests that are compiled from it.</summary>
    public static void AssertComplete(string folder)
    {
        var present = typeof(NeededPackages).Assembly.GetTypes()
            .Where(t => t.Namespace == $"Vae.MLNet.Tests.{folder}" && t.Name != "ListTests")
            .SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttributes<FactAttribute>().Any()).Select(m => $"{t.Name}.{m.Name}"));

        Assert.Equal(present.Order(StringComparer.Ordinal), Read(folder).Select(l => l.Test).Order(StringComparer.Ordinal));
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
