using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.WithoutTheLibrary;

/// <summary>Counts the tests that need more of ML.NET than its stand-in has, so that a run without the real packages shows what it left
/// out.</summary>
public sealed class SkippedTests
{
    public static TheoryData<string, string> Listed() => NeededPackages.Skipped("RealLibrary");

    [SkippableTheory]
    [MemberData(nameof(Listed))]
    public void RealLibrary_Test_NeedsTheRealPackages(string test, string need) =>
        Skip.If(true, $"{test} needs {need} of the package Microsoft.ML 5.0.0, which its stand-in lacks.");
}
