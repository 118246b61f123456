using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.WithoutOnnxTransformer;

/// <summary>Counts the tests of ML.NET's model files where they cannot be written.</summary>
public sealed class SkippedTests
{
    public static TheoryData<string, string> Listed() => NeededPackages.Skipped("ModelFiles");

    [SkippableTheory]
    [MemberData(nameof(Listed))]
    public void ModelFiles_Test_NeedsThePackages(string test, string need) =>
        Skip.If(true, $"{test} needs {need}: the packages Microsoft.ML.OnnxTransformer 5.0.0 and Microsoft.ML.OnnxRuntime 1.23.2, which no package source has.");
}
