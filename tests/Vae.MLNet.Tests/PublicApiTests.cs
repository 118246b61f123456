using System.Runtime.CompilerServices;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>The public surface is a committed file, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfTheAssembly_IsTheCommittedFile()
    {
        var folder = Path.GetDirectoryName(SourceFile())!;
        var assembly = typeof(VaeCatalog).Assembly;
        var actual = PublicSurface.Describe(assembly);
        string[] expected = [.. File.ReadLines(Path.Combine(folder, "PublicApi.txt")).Order(StringComparer.Ordinal)];
        if (!expected.SequenceEqual(actual))
        {
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt"), actual);
        }

        Assert.True(
            expected.SequenceEqual(actual),
            "The public surface of Vae.MLNet changed. If that was meant, bring PublicApi.txt in line with PublicApi.actual.txt in the output folder.\n"
            + string.Join('\n', expected.Except(actual).Select(l => "- " + l).Concat(actual.Except(expected).Select(l => "+ " + l))));
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
