using System.Buffers.Binary;
using System.Text;
using Vae.Core.Serialization;

namespace Vae.Core.Tests.Serialization;

public sealed class ModelFileDamageTests
{
    private const int VersionOffset = 8;
    private const int HeaderLengthOffset = 12;
    private const int HeaderOffset = 16;

    private static readonly byte[] Whole = SmallModel.Bytes(SmallModel.Create());

    [Fact]
    public void Read_CutAtAnyByte_SaysWithinWhat()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            var cut = Whole[..length];

            Assert.Contains(length == 0 ? "is empty" : "ends within", Fail(new MemoryStream(cut)).Message, StringComparison.Ordinal);
            Assert.Contains(length == 0 ? "is empty" : "ends within", Fail(new OneWayStream(cut)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_AnyBitFlipped_Throws()
    {
        for (var bit = 0; bit < 8 * Whole.Length; bit++)
        {
            var flipped = Whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Fail(new MemoryStream(flipped));
        }
    }

    [Fact]
    public void Read_CutInATensor_NamesIt()
    {
        var name = Encoding.UTF8.GetBytes("decoder.2.weight");
        var start = Whole.AsSpan().IndexOf(name) + name.Length;

        Assert.Contains("'decoder.2.weight'", Fail(new MemoryStream(Whole[..(start + 30)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("VAE")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void Read_NoModel_SaysSo(string content)
    {
        var message = Fail(new MemoryStream(Encoding.UTF8.GetBytes(content))).Message;

        Assert.Contains(content.Length == 0 ? "is empty" : "is no model", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(uint.MaxValue)]
    public void Read_OtherVersion_NamesBoth(uint version)
    {
        var content = Whole.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(VersionOffset), version);

        Assert.Contains($"format version {version} but this build reads version 1", Fail(new MemoryStream(content)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(ModelFileFormat.MaximumHeaderBytes + 1)]
    public void Read_HeaderBeyondTheLimit_IsRefused(uint length)
    {
        var content = Whole.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(HeaderLengthOffset), length);

        Assert.Contains($"claims {length} bytes but at most", Fail(new OneWayStream(content)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeaderThatIsNotThere_TakesNoMemoryForIt()
    {
        var content = Whole[..HeaderOffset];
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(HeaderLengthOffset), ModelFileFormat.MaximumHeaderBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Fail(new OneWayStream(content));
        Fail(new MemoryStream(content));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    public void Read_TensorOfClaimedSize_IsRefusedBeforeMemoryIsTaken(long claimed)
    {
        var content = Whole.ToArray();
        var name = Encoding.UTF8.GetBytes("encoder.0.weight");

        // Behind the name: a byte of type, a byte of rank, the first dimension.
        var dimension = content.AsSpan().IndexOf(name) + name.Length + 2;
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(dimension), claimed);

        var message = Fail(new MemoryStream(content)).Message;

        Assert.Contains($"Dimension 1 of tensor 'encoder.0.weight' is {(ulong)claimed} but", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"latentDimension\":1", "\"latentDimension\":1048576", "tensors|ends within|Dimension|klPerDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":0", "inputDimension is 0")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":2147483647", "inputDimension is 2147483647")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":4611686018427387904", "inputDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":500000000", "featureNames has 2 names for 500000000 features")]
    [InlineData("\"hiddenLayers\":[3]", "\"hiddenLayers\":[1048576,1048576]", "more than 536,870,912 parameters")]
    [InlineData("\"kind\":\"gaussian\"", "\"kind\":\"System.Object\"", "header cannot be read")]
    [InlineData("\"kind\":\"gaussian\",", "", "header cannot be read")]
    [InlineData("\"seed\":0", "\"seed\":0,\"colour\":1", "colour")]
    [InlineData("\"seed\":0", "\"seed\":0,\"seed\":1", "header cannot be read")]
    [InlineData("\"seed\":0", "\"seed\":{}", "seed")]
    [InlineData("\"batchSize\":128", "\"batchSize\":0", "Training.BatchSize is 0")]
    [InlineData("\"activation\":\"reLU\"", "\"activation\":\"sine\"", "activation")]
    [InlineData("\"activation\":\"reLU\"", "\"activation\":77", "activation")]
    [InlineData("\"whitening\":\"full\"", "\"whitening\":\"none\"", "whitening is none")]
    [InlineData("\"scalerClip\":10", "\"scalerClip\":-1", "checksum|scaler cannot be")]
    [InlineData("\"activeUnits\":1,\"rollbacks\"", "\"activeUnits\":9,\"rollbacks\"", "activeUnits is 9 of 1")]
    [InlineData("\"klPerDimension\":[0.7]", "\"klPerDimension\":[]", "klPerDimension")]
    [InlineData("\"warnings\":[\"a warning\"]", "\"warnings\":[null]", "warnings holds a null")]
    [InlineData("\"featureNames\":[\"gr", "\"featureNames\":[null,\"gr", "featureNames has 3 names")]
    [InlineData("\"options\":{", "\"options\":null,\"x\":{", "header cannot be read")]
    public void Read_HeaderThatMakesNoSense_SaysWhy(string found, string replacement, string words)
    {
        var message = Fail(new MemoryStream(WithHeader(header =>
        {
            Assert.Contains(found, header, StringComparison.Ordinal);
            return header.Replace(found, replacement, StringComparison.Ordinal);
        }))).Message;

        Assert.Contains(words.Split('|'), word => message.Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    public void Read_HeaderThatIsNoObject_Throws(string header) => Fail(new MemoryStream(WithHeader(_ => header)));

    [Fact]
    public void Read_HeaderNestedDeeply_Throws() =>
        Fail(new MemoryStream(WithHeader(_ => string.Concat(Enumerable.Repeat("{\"options\":", 100_000)))));

    [Fact]
    public void Read_PathOfAFileThatGoesOn_NamesThePath()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Whole, 1]);

            var message = Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message;

            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Contains("goes on after its checksum", message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_PathThatIsNotThere_SaysSo() =>
        Assert.Contains("does not exist", Assert.Throws<ModelFileException>(() => ModelFile.Read("no/such.vae")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_PathOfAFolder_SaysSo() =>
        Assert.Contains("it is a folder", Assert.Throws<ModelFileException>(() => ModelFile.Read(Path.GetTempPath())).Message, StringComparison.Ordinal);

    private static ModelFileException Fail(Stream stream)
    {
        using (stream)
        {
            return Assert.Throws<ModelFileException>(() => ModelFile.Read(stream));
        }
    }

    /// <summary>The model with its JSON changed; what follows is as it was.</summary>
    private static byte[] WithHeader(Func<string, string> change)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(Whole.AsSpan(HeaderLengthOffset));
        var header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(Whole, HeaderOffset, length)));
        var content = new List<byte>(Whole[..HeaderLengthOffset]);
        var lengthBytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(lengthBytes, (uint)header.Length);
        content.AddRange(lengthBytes);
        content.AddRange(header);
        content.AddRange(Whole[(HeaderOffset + length)..]);
        return [.. content];
    }
}
