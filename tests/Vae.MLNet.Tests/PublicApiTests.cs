using System.Runtime.CompilerServices;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>The public surface is a committed file, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfTheAssembly_IsTheCommittedFile()
    {
        var file = Path.Combine(Path.GetDirectoryName(SourceFile())!, "PublicApi.txt");
        var actual = PublicSurface.Describe(typeof(VaeCatalog).Assembly);
        var expected = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (!expected.SequenceEqual(actual))
        {
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt"), actual);
        }

        Assert.True(
            expected.SequenceEqual(actual),
            "The public surface of Vae.MLNet changed. If that was meant, replace PublicApi.txt by PublicApi.actual.txt from the output folder.\n"
            + string.Join('\n', expected.Except(actual).Select(l => "- " + l).Concat(actual.Except(expected).Select(l => "+ " + l))));
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
