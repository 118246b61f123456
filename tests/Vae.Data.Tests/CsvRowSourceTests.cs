using System.Globalization;
using System.Text;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class CsvRowSourceTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n")]
    [InlineData("a;b\n1;2\n3;4\n")]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("\"a\",\"b\"\n\"1\",2\n3,\"4\"\n")]
    [InlineData("a , b\n 1, 2\n\n3 ,+4e0\n\n")]
    public void OpenReader_EveryWayToWriteATable_GivesNamesAndRows(string content)
    {
        var source = new CsvRowSource(folder.Write("t.csv", content));

        Assert.Equal(["a", "b"], source.ColumnNames!);
        Assert.Null(source.LabelName);
        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_NoHeader_GivesEveryLineAndNoNames()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "1,NA\n3,4\n"));

        Assert.Null(source.ColumnNames);
        Assert.Equal([1, float.NaN, 3, 4], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_HeaderOfNumbers_IsNamesWhereTheOptionsSaySo()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "0,1\n3,4\n"), new CsvOptions { Header = CsvHeader.Present });

        Assert.Equal(["0", "1"], source.ColumnNames!);
        Assert.Equal([3, 4], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_QuotedNameWithDelimiterAndLineEnd_IsOneColumn()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "\"a, in\nmetres\",\"say \"\"b\"\"\"\n1,2\n"));

        Assert.Equal(["a, in\nmetres", "say \"b\""], source.ColumnNames!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("null")]
    [InlineData("?")]
    [InlineData(" ")]
    public void OpenReader_MissingValue_IsNaN(string field)
    {
        var source = new CsvRowSource(folder.Write("t.csv", $"a,b\n{field},2\n"));

        Assert.Equal([float.NaN, 2], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_CultureWithDecimalComma_ReadsPoints()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = culture;
        try
        {
            var source = new CsvRowSource(folder.Write("t.csv", "a,b\n1.5,-2.25e-1\n"));
            Assert.Equal([1.5f, -0.225f], DataFolder.ReadAll(source));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void OpenReader_LargestValues_AreReadWhole()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "a,b\n1e38,-3.4028235e38\n"));

        Assert.Equal([1e38f, float.MinValue], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_HundredThousandColumns_ReadsThemAll()
    {
        const int Columns = 100_000;
        var text = new StringBuilder();
        text.AppendJoin(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")).Append('\n');
        text.AppendJoin(',', Enumerable.Range(0, Columns)).Append('\n');

        var source = new CsvRowSource(folder.Write("wide.csv", text.ToString()));

        Assert.Equal(Columns, source.ColumnCount);
        Assert.Equal(Enumerable.Range(0, Columns).Select(i => (float)i), DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_Utf16WithMark_IsRead()
    {
        byte[] content = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("grün,b\n1,2\n")];

        var source = new CsvRowSource(folder.Write("t.csv", content));

        Assert.Equal(["grün", "b"], source.ColumnNames!);
        Assert.Equal([1, 2], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenLabelledReader_LabelInTheMiddle_IsTakenOutOfTheFeatures()
    {
        var source = new CsvRowSource(
            folder.Write("t.csv", "id,a,class,b\nx1,1,0,2\nx2,3,1,4\nx3,5,7,6\n"),
            new CsvOptions { LabelColumn = "class", IgnoredColumns = ["id"] });
        float[] rows = new float[10];
        float[] labels = new float[2];
        using ILabelledRowReader reader = source.OpenLabelledReader();

        Assert.Equal(["a", "b"], source.ColumnNames!);
        Assert.Equal("class", source.LabelName);
        Assert.Equal(2, reader.Read(rows, labels));
        Assert.Equal([1, 2, 3, 4], rows[..4]);
        Assert.Equal([0, 1], labels);
        Assert.Equal(1, reader.Read(rows, labels));
        Assert.Equal([5, 6], rows[..2]);
        Assert.Equal(7, labels[0]);
        Assert.Equal(0, reader.Read(rows, labels));
        Assert.Equal(3, reader.Position);
    }

    [Fact]
    public void OpenLabelledReader_NoHeader_TakesTheLabelByNumber()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "1,0,2\n3,1,4\n"), new CsvOptions { LabelColumn = "2" });

        MemoryRowSource all = source.ReadAll();

        Assert.Equal([1, 2, 3, 4], all.Values.ToArray());
        Assert.Equal([0, 1], all.Labels!.Value.ToArray());
    }

    [Fact]
    public void OpenLabelledReader_NoLabelNamed_IsRefused()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "a\n1\n"));

        Assert.Throws<InvalidOperationException>(source.OpenLabelledReader);
    }

    [Fact]
    public void OpenReader_TextLabels_AreOnlyReadWhereLabelsAreAsked()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "a,class\n1,spam\n"), new CsvOptions { LabelColumn = "class" });

        Assert.Equal([1], DataFolder.ReadAll(source));
    }

    [Fact]
    public void OpenReader_HundredTimesTheRows_AllocatesNoMore()
    {
        static string Table(int rows) => "a,b,c\n" + string.Concat(Enumerable.Repeat("1.5,-2,NA\n", rows));
        var few = new CsvRowSource(folder.Write("few.csv", Table(1000)));
        var many = new CsvRowSource(folder.Write("many.csv", Table(100_000)));
        float[] buffer = new float[300];
        Pass(few);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass(few);
        long forFew = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100_000, Pass(many));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - forFew, 0, forFew + (1 << 20));

        long Pass(CsvRowSource source)
        {
            using IRowReader reader = source.OpenReader();
            while (reader.Read(buffer) > 0)
            {
            }

            return reader.Position;
        }
    }
}
