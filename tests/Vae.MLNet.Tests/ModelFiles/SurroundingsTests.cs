using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>What stands around a load: the folder of temporary files, and a context that asks for a GPU.</summary>
public sealed class SurroundingsTests
{
    private static readonly Lazy<byte[]> Saved = new(() =>
    {
        var context = new MLContext(seed: 1);
        return PipelineFile.Save(context, TestData.Fit(context), TestData.View(context, 1).Schema);
    });

    [Fact]
    public void Load_FolderOfTemporaryFilesThatIsAFile_SaysSoAndWhatToDo()
    {
        var file = Path.GetTempFileName();
        try
        {
            var context = new MLContext { TempFilePath = Path.Combine(file, "folder") };

            var error = Assert.Throws<ModelFileException>(() => context.Vae.Load(new MemoryStream(Saved.Value)));

            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains("MLContext.TempFilePath", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("target of an invocation", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_ContextThatNamesAGpuThatIsNotThere_LoadsOnTheProcessorAndLeavesTheContextAlone(bool fallback)
    {
        var context = new MLContext { GpuDeviceId = 0, FallbackToCpu = fallback };

        var loaded = context.Vae.Load(new MemoryStream(Saved.Value));

        Assert.IsType<VaeTransformer>(Assert.Single(loaded));
        Assert.Equal(0, context.GpuDeviceId);
    }

    [Fact]
    public void Save_ContextThatNamesAGpu_KeepsNoDeviceSoThatMLNetAloneLoadsIt()
    {
        var context = new MLContext(seed: 1) { GpuDeviceId = 0, FallbackToCpu = true };
        var bytes = PipelineFile.Save(context, TestData.Fit(context), TestData.View(context, 1).Schema);

        var plain = new MLContext();
        var scored = plain.Model.Load(new MemoryStream(bytes), out _).Transform(TestData.View(plain, 20));

        Assert.Equal(20, scored.GetColumn<float>("Score").Count(float.IsFinite));
    }
}
