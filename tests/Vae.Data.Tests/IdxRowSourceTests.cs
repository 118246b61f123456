using System.Buffers.Binary;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class IdxRowSourceTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void OpenReader_Bytes_AreGreyLevelsFromZeroToOne()
    {
        var source = new IdxRowSource(folder.Write("t-idx3-ubyte", Idx(0x08, [2, 1, 3], [0, 51, 255, 1, 2, 3])));

        Assert.Equal(3, source.ColumnCount);
        Assert.Equal(2, source.RowCount);
        Assert.Null(source.ColumnNames);
        Assert.Equal([0, 0.2f, 1, 1 / 255f, 2 / 255f, 3 / 255f], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_RawBytes_AreLeftAsTheyAre()
    {
        string path = folder.Write("t.gz", DataFolder.Gzip(Idx(0x08, [2, 2], [0, 51, 255, 1])));

        Assert.Equal([0, 51, 255, 1], DataFolder.ReadAll(new IdxRowSource(path, new IdxOptions { ScaleBytes = false })));
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF, 0x02 })]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFF, 0x00, 0x02 })]
    [InlineData(0x0C, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2 })]
    [InlineData(0x0D, new byte[] { 0xBF, 0x80, 0, 0, 0x40, 0, 0, 0 })]
    [InlineData(0x0E, new byte[] { 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0 })]
    public void OpenReader_EveryOtherType_IsReadBigEndianAndUnscaled(byte type, byte[] content)
    {
        var source = new IdxRowSource(folder.Write("t.idx", Idx(type, [2], content)));

        Assert.Equal(1, source.ColumnCount);
        Assert.Equal([-1, 2], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_RowsBeyondTheBuffer_AreReadWhole()
    {
        // 70,000 values of 4 bytes a row do not fit in the reader's 64 KB.
        byte[] content = new byte[2 * 70_000 * 4];
        for (int i = 0; i < 140_000; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 * i), i);
        }

        var source = new IdxRowSource(folder.Write("t.idx", Idx(0x0C, [2, 70_000], content)));

        Assert.Equal(Enumerable.Range(0, 140_000).Select(i => (float)i), DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenLabelledReader_LabelFile_GivesLabelsBesideTheirRows()
    {
        string images = folder.Write("train-images-idx3-ubyte", Idx(0x08, [3, 1, 2], [1, 2, 3, 4, 5, 6]));
        folder.Write("train-labels-idx1-ubyte.gz", DataFolder.Gzip(Idx(0x08, [3], [7, 0, 9])));
        var source = new IdxRowSource(images, new IdxOptions { ScaleBytes = false, LabelPath = IdxRowSource.FindLabelFile(images) });
        float[] row = new float[2];
        float[] label = new float[4];
        using ILabelledRowReader reader = source.OpenLabelledReader();

        Assert.Equal(1, reader.Read(row, label));
        Assert.Equal(7, label[0]);
        Assert.Equal(1, reader.Read(row));
        Assert.Equal(1, reader.Read(row, label));
        Assert.Equal([5, 6], row);
        Assert.Equal(9, label[0]);
        Assert.Equal([3, 4], DataFolder.ReadAll(new NormalRowsSource(source)));
    }

    [Fact]
    public void FindLabelFile_NothingBeside_IsNull()
    {
        Assert.Null(IdxRowSource.FindLabelFile(folder.Write("train-images-idx3-ubyte", [])));
        Assert.Null(IdxRowSource.FindLabelFile(folder.Write("other.idx", [])));
    }

    [Fact]
    public void Constructor_LabelsOfAnotherLength_AreRefused()
    {
        string images = folder.Write("a.idx", Idx(0x08, [2, 1], [1, 2]));
        string labels = folder.Write("b.idx", Idx(0x08, [3], [1, 2, 3]));
        string pictures = folder.Write("c.idx", Idx(0x08, [1, 2], [1, 2]));

        var error = Assert.Throws<VaeDataException>(() => new IdxRowSource(images, new IdxOptions { LabelPath = labels }));
        Assert.Equal($"'{labels}' has 3 labels for the 2 rows of '{images}'; name the label file that belongs to it.", error.Message);
        error = Assert.Throws<VaeDataException>(() => new IdxRowSource(images, new IdxOptions { LabelPath = pictures }));
        Assert.Contains("has 2 values a row; a file with one label a row was wanted", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 }, "is no idx file: it ends within the first 4 bytes.")]
    [InlineData(new byte[] { 0, 0, 0x0A, 1, 0, 0, 0, 1 }, "is no idx file: it starts with bytes 00 00 0A 01;")]
    [InlineData(new byte[] { 0, 0, 8, 0, 0, 0, 0, 1 }, "is no idx file: it starts with bytes 00 00 08 00;")]
    [InlineData(new byte[] { 0, 0, 8, 255, 0, 0, 0, 1 }, "is cut short: its 255 dimensions take 1024 bytes, and it has fewer.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, ": dimension 1 of 1 is -1;")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 0 }, "The file has no rows.")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 0 }, ": dimension 2 of 2 is 0;")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 1 }, "claims rows of 2147483647 values or more;")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1 }, "claims rows of 4294967296 values or more;")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 1 }, "has 13 bytes, but 2147483647 rows of 1 values "
        + "take 2147483659;")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 1, 2 }, "has 10 bytes, but 1 rows of 1 values take 9;")]
    public void Constructor_HostileHead_IsRefusedByItsWords(byte[] content, string expected)
    {
        string path = folder.Write("t.idx", content);

        var error = Assert.Throws<VaeDataException>(() => new IdxRowSource(path));

        Assert.StartsWith($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NormalLabel_Is0AndEveryOther1()
    {
        string labels = folder.Write("labels.idx", Idx(0x08, [4], [7, 0, 7, 3]));
        string path = folder.Write("t.idx", Idx(0x08, [4, 1], [1, 2, 3, 4]));
        var source = new IdxRowSource(path, new IdxOptions { LabelPath = labels, NormalLabel = 7 });
        using var reader = source.OpenLabelledReader();
        var (rows, read) = (new float[4], new float[4]);

        Assert.Equal(4, reader.Read(rows, read));

        Assert.Equal([0f, 1, 0, 1], read);
    }

    [Fact]
    public void Open_NormalLabelThatNoRowHas_NamesThoseThatAreThere()
    {
        string labels = folder.Write("labels.idx", Idx(0x08, [4], [7, 0, 7, 3]));
        string path = folder.Write("t.idx", Idx(0x08, [4, 1], [1, 2, 3, 4]));

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Label = labels, Csv = new CsvOptions { NormalLabel = "5" } }));
        var text = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Label = labels, Csv = new CsvOptions { NormalLabel = "five" } }));
        var alone = Assert.Throws<VaeDataException>(() => new IdxRowSource(path, new IdxOptions { NormalLabel = 7 }));

        Assert.Equal($"'{labels}': no row has the label 5 of normal rows; it holds 0, 3, 7. Say which one is normal (TableOptions.NormalLabel).", error.Message);
        Assert.Contains("'five' is named as the label of normal rows", text.Message, StringComparison.Ordinal);
        Assert.Contains("no file of labels is", alone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 2, 3, 5 }, "1x3x5")]
    [InlineData(new[] { 1, 3, 2, 5 }, "3x2x5")]
    [InlineData(new[] { 1, 5, 2, 3 }, null)]
    [InlineData(new[] { 6, 5 }, null)]
    [InlineData(new[] { 30 }, null)]
    public void Image_Sizes_ArePicturesWhereTheyCanBe(int[] sizes, string? image)
    {
        string path = folder.Write("t.idx", Idx(0x08, sizes, new byte[30]));

        Assert.Equal(image, new IdxRowSource(path).Image?.ToString());
    }

    [Fact]
    public void Read_CompressedFileThatClaimsMore_IsCutShort()
    {
        string path = folder.Write("t.idx.gz", DataFolder.Gzip(Idx(0x08, [5, 2], [1, 2, 3, 4, 5])));
        var source = new IdxRowSource(path);

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(source));

        Assert.Equal($"'{path}' is cut short: it ends in row 2 (counted from 0) of 5. Copy or download it again.", error.Message);
    }

    [Fact]
    public void Read_CompressedFileThatGoesOn_IsRefused()
    {
        string path = folder.Write("t.idx.gz", DataFolder.Gzip(Idx(0x08, [2], [1, 2, 3])));

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new IdxRowSource(path)));

        Assert.Contains("goes on beyond its 2 rows of 1 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAll_HostileClaimOfRows_TakesNoMemoryForThem()
    {
        string path = folder.Write("t.idx.gz", DataFolder.Gzip(Idx(0x08, [int.MaxValue, 4], new byte[40])));
        var source = new IdxRowSource(path);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<VaeDataException>(() => source.ReadAll(long.MaxValue));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public void Read_DoubleBeyondAFloat_NamesRowAndValue()
    {
        byte[] content = new byte[16];
        BinaryPrimitives.WriteDoubleBigEndian(content.AsSpan(8), 1e39);
        string path = folder.Write("t.idx", Idx(0x0E, [1, 2], content));

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new IdxRowSource(path)));

        Assert.Contains("row 0 (counted from 0), value 2: found 1E+39, which is beyond a 32-bit float", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenReader_FileReplacedByAnother_SaysThatItChanged()
    {
        var source = new IdxRowSource(folder.Write("t.idx", Idx(0x08, [2], [1, 2])));
        folder.Write("t.idx", Idx(0x08, [1], [1]));

        var error = Assert.Throws<VaeDataException>(source.OpenReader);

        Assert.Contains("changed while it was in use: it now has 1 rows", error.Message, StringComparison.Ordinal);
    }

    internal static byte[] Idx(byte type, int[] sizes, byte[] content)
    {
        byte[] head = new byte[4 + (4 * sizes.Length)];
        (head[2], head[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), sizes[i]);
        }

        return [.. head, .. content];
    }
}
