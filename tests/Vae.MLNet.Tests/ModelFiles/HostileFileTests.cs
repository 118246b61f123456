using System.IO.Compression;
using Microsoft.ML;
using Vae.Core;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Archives that are damaged, or made to do harm, are refused with an error that names what is wrong.</summary>
public sealed class HostileFileTests
{
    private const string Network = "TransformerChain/Transform_001/OnnxModel";

    private static readonly Lazy<byte[]> Saved = new(() =>
    {
        var context = new MLContext(seed: 1);
        return PipelineFile.Save(context, TestData.Fit(context), TestData.View(context, 1).Schema);
    });

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Load_CutShortAnywhere_IsATypedError()
    {
        var file = Saved.Value;
        for (var length = 2; length < file.Length; length += 97)
        {
            Refuse(file[..length]);
        }
    }

    [Fact]
    public void Load_AnyBitFlipped_IsATypedErrorOrTheSameModel()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var file = (byte[])Saved.Value.Clone();
            var at = random.Next(4, file.Length);
            file[at] ^= (byte)(1 << random.Next(8));
            try
            {
                // Some bits say nothing: the time of day of an entry, for one.
                Assert.Equal(TestData.Fit(ml).Model.Threshold, Assert.IsType<VaeTransformer>(Assert.Single(Load(file))).Model.Threshold);
            }
            catch (ModelFileException)
            {
            }
        }
    }

    [Fact]
    public void Load_NoArchiveBehindTheMark_IsATypedError() => Refuse([.. "PK not an archive"u8]);

    [Fact]
    public void Load_ZipBomb_IsRefusedBeforeItIsUnpacked()
    {
        var file = Rewrite(archive =>
        {
            using var content = archive.CreateEntry("TransformerChain/Bomb", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
            {
                content.Write(zeros);
            }
        });
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Refuse(file);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Contains("'TransformerChain/Bomb' of the model file claims 67,108,864 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("TransformerChain/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("C:\\outside")]
    [InlineData("..\\outside")]
    public void Load_EntryThatLeadsOut_IsRefusedByName(string name)
    {
        var error = Refuse(Rewrite(archive => archive.CreateEntry(name).Open().Dispose()));

        Assert.Contains($"Entry '{name}' of the model file has a name that leads out of it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EntryThereTwice_IsRefusedByName()
    {
        var error = Refuse(Rewrite(archive => archive.CreateEntry(Network.ToUpperInvariant()).Open().Dispose()));

        Assert.Contains("is in the model file twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ChangedWeight_IsRefusedByTheModelsOwnChecksum()
    {
        var error = Refuse(ReplaceNetwork(network => network[network.AsSpan().IndexOf("encoder.0.weight"u8) + 60] ^= 1));

        Assert.Contains(Network, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NetworkMovedElsewhere_IsRefused()
    {
        var error = Refuse(Rewrite(archive =>
        {
            using var from = archive.GetEntry(Network)!.Open();
            using var to = archive.CreateEntry("Elsewhere/OnnxModel").Open();
            from.CopyTo(to);
        }));

        Assert.Contains("2 variational autoencoders but 1 of them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PipelineWithoutOurs_SaysWhatLoadsIt()
    {
        var view = TestData.View(ml, 10);
        var file = PipelineFile.Save(ml, ml.Transforms.NormalizeMinMax("Features").Fit(view), view.Schema);

        Assert.Contains("mlContext.Model.Load", Refuse(file).Message, StringComparison.Ordinal);
    }

    private Microsoft.ML.Data.TransformerChain<ITransformer> Load(byte[] file) => ml.Vae.Load(new MemoryStream(file));

    private ModelFileException Refuse(byte[] file) => Assert.Throws<ModelFileException>(() => Load(file));

    private static byte[] ReplaceNetwork(Action<byte[]> change) => Rewrite(archive =>
    {
        var entry = archive.GetEntry(Network)!;
        using var held = new MemoryStream();
        using (var content = entry.Open())
        {
            content.CopyTo(held);
        }

        entry.Delete();
        var network = held.ToArray();
        change(network);
        using var changed = archive.CreateEntry(Network).Open();
        changed.Write(network);
    });

    private static byte[] Rewrite(Action<ZipArchive> change)
    {
        using var stream = new MemoryStream();
        stream.Write(Saved.Value);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            change(archive);
        }

        return stream.ToArray();
    }
}
