using System.Text;
using Vae.Core;
using Vae.Data.Files;

namespace Vae.Data.Tests;

public sealed class GzipTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(30_000)]
    public void OpenReader_Gzip_EqualsPlain(int rows)
    {
        string text = Table(rows);
        var plain = new CsvRowSource(folder.Write("t.csv", text));
        var gzip = new CsvRowSource(folder.WriteGzip("t.csv.gz", text));

        Assert.Equal(DataFolder.ReadAll(plain), DataFolder.ReadAll(gzip));
        Assert.Equal(DataFolder.ReadAll(plain), DataFolder.ReadAll(gzip));
    }

    [Fact]
    public void OpenReader_GzipWithoutItsEnding_IsToldByItsContent()
    {
        var source = new CsvRowSource(folder.WriteGzip("t.csv", "a,b\n1,2\n"));

        Assert.Equal([1, 2], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_SeveralMembers_AreReadAsOneFile()
    {
        byte[] content = [.. DataFolder.Gzip("a,b\n1,2\n3"u8.ToArray()), .. DataFolder.Gzip(",4\n"u8.ToArray())];

        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(new CsvRowSource(folder.Write("t.csv.gz", content))));
    }

    [Fact]
    public void OpenReader_MembersOfEveryLength_AreSealedWhole()
    {
        // The compressed file must be found whole wherever its end falls in the reader's buffers.
        var random = new Random(6);
        for (int bytes = 8_150; bytes < 8_230; bytes++)
        {
            byte[] noise = new byte[bytes];
            random.NextBytes(noise);
            using var stream = new GzipDataStream(new MemoryStream(DataFolder.Gzip(noise)), "noise");
            using var copy = new MemoryStream();
            stream.CopyTo(copy);

            Assert.Equal(noise, copy.ToArray());
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsAnError()
    {
        byte[] whole = DataFolder.Gzip(Encoding.ASCII.GetBytes(Table(40)));
        for (int length = 2; length < whole.Length; length++)
        {
            string path = folder.Write("cut.csv.gz", whole[..length]);

            var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(path)));

            Assert.Matches("is (cut short|damaged): ", error.Message);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_DamagedInTheMiddle_IsAnError()
    {
        byte[] content = DataFolder.Gzip(Encoding.ASCII.GetBytes(Table(5000)));
        content[content.Length / 2] ^= 0xFF;
        string path = folder.Write("t.csv.gz", content);

        Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(path)));
    }

    private static string Table(int rows)
    {
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < rows; i++)
        {
            text.Append(i * 7919 % 10007).Append(',').Append(i).Append('\n');
        }

        return text.ToString();
    }
}
