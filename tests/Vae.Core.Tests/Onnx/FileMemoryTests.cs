using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Onnx;

/// <summary>What saving and loading take of a file of 16 MB.</summary>
public sealed class FileMemoryTests
{
    private static readonly ModelParts Large = SmallModel.Create(new VaeOptions { Network = new() { HiddenLayers = [1400, 1400], LatentDimension = 4 } });

    [Fact]
    public void Read_LargeModel_AllocatesThreeTimesTheFile()
    {
        var bytes = SmallModel.Bytes(Large);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ModelFile.Read(new MemoryStream(bytes));

        // The file, its tensors, and the parameters; the rest is for the JSON and the nodes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (3 * (long)bytes.Length) + (1 << 20));
    }

    [Fact]
    public void Write_LargeModel_CopiesNoWeights()
    {
        var large = Large;
        var before = GC.GetAllocatedBytesForCurrentThread();

        OnnxModelWriter.Write(large, new OnnxExportOptions(), Stream.Null);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
