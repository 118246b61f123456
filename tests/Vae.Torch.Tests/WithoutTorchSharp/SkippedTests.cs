using System.Runtime.CompilerServices;

namespace Vae.Torch.Tests.WithoutTorchSharp;

/// <summary>Counts the tests of the torch engine where there is none.</summary>
public sealed class SkippedTests
{
    public static TheoryData<string> Listed() =>
        [.. File.ReadLines(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", "tests.txt")).Where(line => line.Length > 0)];

    [SkippableTheory]
    [MemberData(nameof(Listed))]
    public void TorchEngine_Test_NeedsThePackage(string test) =>
        Skip.If(true, $"{test} needs the package TorchSharp 0.107.0, which no package source has.");

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
