using System.Runtime.CompilerServices;

namespace Vae.MLNet.Tests;

/// <summary>The committed list of tests that are compiled only against the real ML.NET, with what each needs of it.</summary>
internal static class RealLibraryList
{
    /// <summary>Lines of <c>RealLibrary/tests.txt</c>: the test, a colon, what it needs.</summary>
    public static IEnumerable<(string Test, string Need)> Read() =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(SourceFile())!, "RealLibrary", "tests.txt"))
            .Where(line => line.Length > 0)
            .Select(line => line.Split(": ", 2))
            .Select(parts => (parts[0], parts[1]));

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
