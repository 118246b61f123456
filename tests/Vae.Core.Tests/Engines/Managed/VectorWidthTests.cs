using Vae.Core.Simd;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The kernel tests once more in processes that are kept from wider vectors, and training runs compared over widths.</summary>
public sealed class VectorWidthTests
{
    public static TheoryData<string, int> Settings() => new()
    {
        { "DOTNET_EnableAVX512", Math.Min(256, (int)VectorWidths.Best) },
        { "DOTNET_EnableAVX2", Math.Min(128, (int)VectorWidths.Best) },
        { "DOTNET_EnableHWIntrinsic", 32 },
    };

    [SkippableTheory]
    [MemberData(nameof(Settings))]
    public void Kernels_WithVectorsSwitchedOff_PassTheirTestsAtTheNarrowerWidth(string setting, int width)
    {
        SkipUnlessX64();

        var told = ChildProcess.Run("kernels", (setting, "0"));

        Assert.Equal(width, told.Number("width"));
        Assert.True(told.Number("tests") > 100, $"Only {told["tests"]} tests ran.");
        Assert.Equal(0, told.Number("failed"));
    }

    [SkippableTheory]
    [MemberData(nameof(Settings))]
    public void Train_WithVectorsSwitchedOff_EndsWhereTheWidestEnds(string setting, int width)
    {
        SkipUnlessX64();

        var widest = ChildProcess.Run("train");
        var told = ChildProcess.Run("train", (setting, "0"));

        Assert.Equal((int)VectorWidths.Best, widest.Number("width"));
        Assert.Equal(width, told.Number("width"));
        foreach (var name in (string[])["loss", "elbo", "score", "norm"])
        {
            // Sums in another order, over sixty steps.
            Assert.Equal(widest.Number(name), told.Number(name), 1e-4 * Math.Max(1, Math.Abs(widest.Number(name))));
        }
    }

    private static void SkipUnlessX64() => Skip.IfNot(
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
        "DOTNET_EnableAVX512 and DOTNET_EnableAVX2 mean something on x64 processors only.");
}
