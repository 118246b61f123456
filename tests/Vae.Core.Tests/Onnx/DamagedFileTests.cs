using System.Text;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Parts;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Onnx;

/// <summary>Files that were cut short, changed on the way, or never were models.</summary>
public sealed class DamagedFileTests
{
    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        var bytes = ModelMessage.Bytes;

        Parallel.For(0, bytes.Length, length => Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(bytes, 0, length))));
    }

    [Fact]
    public void Read_ABitOfAnyByteFlipped_IsRefusedOrTheSameModel()
    {
        var bytes = ModelMessage.Bytes;
        var same = 0;

        Parallel.For(0, bytes.Length, place =>
        {
            var changed = bytes.ToArray();
            changed[place] ^= (byte)(1 << (place * 5 % 8));
            if (ReadOrRefuse(changed) is { } model)
            {
                Assert.Equal(bytes, SmallModel.Bytes(model));
                Interlocked.Increment(ref same);
            }
        });

        // What may change without harm is who wrote the file and the names of graph and dimension: a few dozen bytes.
        Assert.InRange(same, 1, 64);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("VAEM")]
    [InlineData("\u001f\u008b\b")]
    [InlineData("x,y\n1,2\n3,4\n")]
    [InlineData("{\"inputDimension\": 2}")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void Read_NoModelAtAll_IsRefused(string content) => ModelMessage.RequireRefusal(Encoding.Latin1.GetBytes(content), "model");

    [Fact]
    public void Read_RandomBytes_IsRefused()
    {
        var random = new Random(3);
        for (var length = 1; length < 2000; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(bytes)));
        }
    }

    [Fact]
    public void Read_TwoModelsInARow_IsRefused()
    {
        var bytes = ModelMessage.Bytes;

        ModelMessage.RequireRefusal([.. bytes, .. bytes], "twice");
    }

    [Fact]
    public void Read_OneWayStreamThatIsCut_IsRefused()
    {
        using var stream = new OneWayStream(ModelMessage.Bytes[..^1]);

        Assert.Throws<ModelFileException>(() => ModelFile.Read(stream));
    }

    private static ModelParts? ReadOrRefuse(byte[] bytes)
    {
        try
        {
            return ModelFile.Read(new MemoryStream(bytes));
        }
        catch (ModelFileException)
        {
            return null;
        }
    }
}
