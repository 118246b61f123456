using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class RowSourceFactoryTests : IDisposable
{
    private static readonly byte[] Pictures = IdxRowSourceTests.Idx(0x08, [1, 2], [0, 255]);

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("t-idx3-ubyte")]
    [InlineData("t.idx")]
    [InlineData("t.csv")]
    [InlineData("t")]
    public void Open_IdxContent_IsReadAsIdxWhateverItsName(string name)
    {
        Assert.IsType<IdxRowSource>(RowSourceFactory.Open(folder.Write(name, Pictures)));
        Assert.IsType<IdxRowSource>(RowSourceFactory.Open(folder.Write(name + ".gz", DataFolder.Gzip(Pictures))));
    }

    [Theory]
    [InlineData("t.csv", "a,b\n0,1\n")]
    [InlineData("t.txt", "a;b\n0;1\n")]
    [InlineData("t.TSV", "a,x\tb\n0\t1\n")]
    [InlineData("t", "a,b\n0,1\n")]
    public void Open_Text_IsReadAsCsv(string name, string content)
    {
        foreach (string path in new[] { folder.Write(name, content), folder.WriteGzip(name + ".gz", content) })
        {
            var source = Assert.IsType<CsvRowSource>(RowSourceFactory.Open(path));
            Assert.Equal([0, 1], DataFolder.ReadAll(source));
        }
    }

    [Fact]
    public void Open_NameOfAnIdxFileWithOtherContent_IsRefusedAsIdx()
    {
        string path = folder.Write("t-images-idx3-ubyte", "a,b\n1,2\n");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path));

        Assert.Contains("is no idx file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Label_IsAColumnOrAFile()
    {
        string labels = folder.Write("labels", IdxRowSourceTests.Idx(0x08, [1], [3]));

        ILabelledRowSource csv = RowSourceFactory.Open(folder.Write("t.csv", "a,b\n0,1\n"), new RowSourceOptions { Label = "b" });
        ILabelledRowSource idx = RowSourceFactory.Open(folder.Write("t.idx", Pictures), new RowSourceOptions { Label = labels });

        Assert.Equal("b", csv.LabelName);
        Assert.Equal([1], csv.ReadAll().Labels!.Value.ToArray());
        Assert.Equal("Label", idx.LabelName);
        Assert.Equal([3], idx.ReadAll().Labels!.Value.ToArray());
    }
}
