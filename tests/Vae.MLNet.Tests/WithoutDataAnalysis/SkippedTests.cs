using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.WithoutDataAnalysis;

/// <summary>Counts the tests of data frames where there are none.</summary>
public sealed class SkippedTests
{
    public static TheoryData<string, string> Listed() => NeededPackages.Skipped("DataFrames");

    [SkippableTheory]
    [MemberData(nameof(Listed))]
    public void DataFrames_Test_NeedsThePackage(string test, string need) =>
        Skip.If(true, $"{test} needs {need}: the package Microsoft.Data.Analysis 0.23.0, which no package source has.");
}
