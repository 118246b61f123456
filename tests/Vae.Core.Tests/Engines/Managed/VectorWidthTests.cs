using Vae.Core.Simd;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The kernel tests once more in processes that are kept from wider vectors, and training runs compared over widths, bit for bit where products are fused.</summary>
public sealed class VectorWidthTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> WidestTraining = new(() => ChildProcess.Run("train"));

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

    /// <summary>Widths beyond the processor's own are left out: the runtime makes up for them with products that it may not fuse.</summary>
    [Fact]
    public void Train_AtEveryVectorWidthOfTheProcessor_GivesTheSameBits()
    {
        var widest = ChildProcess.Run("bits");

        Assert.Equal((int)VectorWidths.Best, widest.Number("width"));
        Assert.True(widest.Count > 30, $"Only {widest.Count} digests were told.");
        foreach (var width in new[] { VectorWidth.Bits128, VectorWidth.Bits256 }.Where(width => width < VectorWidths.Best))
        {
            var told = ChildProcess.Run($"bits {(int)width}");
            Assert.Equal((int)width, told.Number("width"));
            Assert.Equal(widest.Where(line => line.Key != "width"), told.Where(line => line.Key != "width"));
        }
    }

    [SkippableTheory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Train_WithoutFusedProducts_EndsWhereTheyEnd(string setting)
    {
        SkipUnlessX64();

        var widest = WidestTraining.Value;
        var told = ChildProcess.Run("train", (setting, "0"));

        foreach (var name in (string[])["loss", "elbo", "score", "norm"])
        {
            // Each product rounded once more, over sixty steps.
            Assert.Equal(widest.Number(name), told.Number(name), 1e-4 * Math.Max(1, Math.Abs(widest.Number(name))));
        }
    }

    private static void SkipUnlessX64() => Skip.IfNot(
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
        "DOTNET_EnableAVX512 and DOTNET_EnableAVX2 mean something on x64 processors only.");
}
