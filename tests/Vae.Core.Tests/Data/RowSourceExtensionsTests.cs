using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Options;
using Vae.Data.Tests;

namespace Vae.Core.Tests.Data;

public sealed class RowSourceExtensionsTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void ReadAll_UnknownNumberOfRows_ReadsThemAll(int rows)
    {
        CsvRowSource source = Counting(rows);

        MemoryRowSource all = source.ReadAll();

        Assert.Equal(rows, all.RowCount);
        Assert.Equal(["a", "b"], all.ColumnNames!);
        Assert.Equal("label", all.LabelName);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => (float)(i % 3)), all.Labels!.Value.ToArray());
        Assert.Equal(Enumerable.Range(0, rows).SelectMany(i => new[] { i, -(float)i }), all.Values.ToArray());
    }

    [Fact]
    public void ReadAll_ExactlyTheLimit_IsReadAndOneRowMoreIsNot()
    {
        Assert.Equal(300, Counting(300).ReadAll(maximumBytes: 300 * 8).RowCount);

        var error = Assert.Throws<VaeDataException>(() => Counting(301).ReadAll(maximumBytes: 300 * 8));

        Assert.Equal(
            "The rows take more than the 2400 bytes they may, with 2 columns of 4 bytes; read fewer rows or raise the "
            + "limit.", error.Message);
    }

    [Fact]
    public void ReadAll_RowsInMemory_AreNotCopied()
    {
        var source = new MemoryRowSource(new float[] { 1, 2 }, 2);

        Assert.Same(source, source.ReadAll());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public void NormalRowsSource_AnyBufferLength_GivesTheRowsOfLabelZeroInOrder(int bufferRows)
    {
        var source = new NormalRowsSource(Counting(50));
        float[] buffer = new float[2 * bufferRows];
        var found = new List<float>();
        using IRowReader reader = source.OpenReader();
        for (int rows = reader.Read(buffer); rows > 0; rows = reader.Read(buffer))
        {
            found.AddRange(Enumerable.Range(0, rows).Select(i => buffer[2 * i]));
            Assert.Equal(found.Count, reader.Position);
        }

        Assert.Equal(Enumerable.Range(0, 50).Where(i => i % 3 == 0).Select(i => (float)i), found);
    }

    [Fact]
    public void NormalRowsSource_NoLabels_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new NormalRowsSource(new MemoryRowSource(new float[] { 1 }, 1)));
    }

    private CsvRowSource Counting(int rows)
    {
        string text = "a,b,label\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},{-i},{i % 3}\n"));
        return new CsvRowSource(folder.Write($"{rows}.csv", text), new CsvOptions { LabelColumn = "label" });
    }

    [Fact]
    public void ReadAll_UnlabelledSource_HasNoLabels()
    {
        var source = new CsvRowSource(folder.Write("unlabelled.csv", "a,b\n1,2\n3,4\n"));

        Assert.Null(source.ReadAll().Labels);
    }
}
