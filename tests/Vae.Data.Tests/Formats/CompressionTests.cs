using System.Text;
using Vae.Core;
using ZstdSharp;

namespace Vae.Data.Tests.Formats;

/// <summary>Files may be compressed, whatever they hold and whatever they are called.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("t.csv.zst")]
    [InlineData("t.csv")]
    public void Open_Zstandard_EqualsPlain(string name)
    {
        var text = Table(20_000);

        var source = RowSourceFactory.Open(folder.Write(name, Zstd(text)));

        Assert.Equal(DataFolder.ReadAll(RowSourceFactory.Open(folder.Write("plain.csv", text))), DataFolder.ReadAll(source));
        Assert.Equal(DataFolder.ReadAll(source), DataFolder.ReadAll(source));
    }

    [Fact]
    public void Open_SeveralFrames_AreReadAsOneFile()
    {
        byte[] skipped = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
        byte[] content = [.. skipped, .. Zstd("a,b\n1,2\n3"u8.ToArray()), .. Zstd(",4\n"u8.ToArray())];

        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(RowSourceFactory.Open(folder.Write("t.csv.zst", content))));
    }

    [Fact]
    public void Read_ZstandardCutAnywhere_IsAnError()
    {
        var whole = Zstd(Table(40));
        for (var length = 4; length < whole.Length; length++)
        {
            var path = folder.Write("cut.csv.zst", whole[..length]);

            var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(RowSourceFactory.Open(path)));

            Assert.Matches("is (cut short|damaged): ", error.Message);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_DamagedZstandard_IsReadOrAnError()
    {
        var whole = Zstd(Table(40));
        for (var at = 4; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x41;
            try
            {
                DataFolder.ReadAll(RowSourceFactory.Open(folder.Write("t.csv.zst", damaged)));
            }
            catch (VaeDataException error)
            {
                Assert.Contains("t.csv.zst", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("duckdb.parquet")]
    [InlineData("arrow.arrow")]
    [InlineData("arrow.arrows")]
    [InlineData("duckdb.jsonl")]
    public void Open_CompressedFileThatIsReadInAnyOrder_EqualsPlain(string name)
    {
        var content = File.ReadAllBytes(Readings.PathOf(name));
        foreach (var path in new[] { folder.Write(name + ".gz", DataFolder.Gzip(content)), folder.Write(name + ".zst", Zstd(content)) })
        {
            var source = RowSourceFactory.Open(path, Readings.Options(hasTime: true));

            Readings.AssertAre(Readings.Expected(), Readings.Read(source));
            Readings.AssertAre(Readings.Expected(), Readings.Read(source));
        }
    }

    private static byte[] Zstd(byte[] content)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(content).ToArray();
    }

    private static byte[] Table(int rows) => Encoding.ASCII.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i * 7919 % 10007},{i}\n")));
}
