using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Names and numbers of columns, lines, and what parts them.</summary>
public sealed class NameAndPlaceTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1,2,p", true)]
    [InlineData("0,1,p", true)]
    [InlineData("1,2,tcp", false)]
    [InlineData("7,2,p", false)]
    public void Open_NumbersBesideATextThatDoesNotComeAgain_AreTakenForNamesAndToldOf(string first, bool isHeader)
    {
        var path = folder.Write("t.csv", first + "\n" + string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"{i % 7 * 0.25 + 0.1},{i % 5 * 0.5 + 0.2},{(i % 2 == 0 ? "tcp" : "udp")}\n"))));

        var source = (TableRowSource)RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(isHeader ? 30 : 31, source.Profile!.Rows);
        Assert.Equal(isHeader ? ["header-of-numbers"] : [], source.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void Open_NameThatIsThereTwice_IsPartedAndToldOf()
    {
        var source = Open("a,b,b\n1,2,3\n");

        Assert.Equal(["a", "b", "b.1"], source.ColumnNames!);
        Assert.Equal("name-twice", Assert.Single(source.Warnings).Code);
    }

    [Theory]
    [InlineData("b", new[] { "a" })]
    [InlineData("3", new[] { "a", "b" })]
    public void Open_NameThatIsThereTwiceAndIgnored_IsLeftOutByNameOrNumber(string ignored, string[] expected)
    {
        var source = Open("a,b,b\n1,2,3\n", new CsvOptions { IgnoredColumns = [ignored] });

        Assert.Equal(expected, source.ColumnNames!);
        Assert.Empty(source.Warnings);
    }

    [Fact]
    public void Open_LabelThatIsThereTwice_AsksForItsNumber()
    {
        var error = Assert.Throws<VaeDataException>(() => Open("a,y,y\n1,0,1\n", new CsvOptions { LabelColumn = "y" }));

        Assert.Contains("columns 2 and 3 are all named 'y'; ask for the label column by its number", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], Open("a,y,y\n5,0,1\n", new CsvOptions { LabelColumn = "3", IgnoredColumns = ["2"] }).ReadAll().Labels!.Value.ToArray());
    }

    [Theory]
    [InlineData(" class ", 1, 0)]
    [InlineData("2", 1, 0)]
    [InlineData("3", 3, 1)]
    public void Open_LabelByNameOrNumber_TakesTheNameWhereThereIsOne(string label, float expected, int warnings)
    {
        var source = Open("a, class ,5,3\n9,1,2,3\n", new CsvOptions { LabelColumn = label });

        Assert.Equal([expected], source.ReadAll().Labels!.Value.ToArray());
        Assert.Equal(warnings, source.Warnings.Count(warning => warning.Code == "name-or-number"));
    }

    [Theory]
    [InlineData("400,401,402", true)]
    [InlineData("0,1,2", true)]
    [InlineData("400,405,410", true)]
    public void Open_LineOfNumbersThatRiseAboveFractions_IsTakenForNamesAndToldOf(string first, bool isHeader)
    {
        var source = Open($"{first}\n0.5,0.25,0.125\n0.75,0.5,0.3\n0.1,0.2,0.4\n");

        Assert.Equal(isHeader, source.ColumnNames is not null);
        Assert.Equal("header-of-numbers", Assert.Single(source.Warnings).Code);
        Assert.Equal(9, DataFolder.ReadAll(source).Length);
    }

    [Fact]
    public void Open_LineOfNumbersThatRiseAboveOthersLikeIt_IsARowAndToldOf()
    {
        var source = Open("1,2,3\n7,1,4\n5,5,5\n");

        Assert.Null(source.ColumnNames);
        Assert.Equal("row-like-a-header", Assert.Single(source.Warnings).Code);
    }

    [Fact]
    public void Open_ColumnsOfAModel_AreTakenByNameInAnyOrder()
    {
        var source = Open("c,extra,a,b\n3,x,1,2\n", new CsvOptions { Columns = TableSchema.Numeric(["a", "b", "c"]) });

        Assert.Equal([1, 2, 3], DataFolder.ReadAll(source));
        var warning = Assert.Single(source.Warnings);
        Assert.Equal("columns-left-out", warning.Code);
        Assert.Contains("'extra'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ColumnsOfAModelWithoutNames_AreTakenByPlaceAndMustBeAsMany()
    {
        var options = new CsvOptions { Columns = TableSchema.Numeric(["1", "2"]) };

        var named = Open("x,y\n5,6\n", options);
        Assert.Equal([5, 6], DataFolder.ReadAll(named));
        Assert.Contains("taken by their place, 'x', 'y' for those that it was trained on", Assert.Single(named.Warnings, warning => warning.Code == "by-place").Message, StringComparison.Ordinal);
        Assert.Empty(Open("5,6\n7,8.5\n", options).Warnings);
        Assert.Contains("has 3 columns of features but 2 were wanted", Assert.Throws<VaeDataException>(() => Open("5,6,7\n", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileWithoutNamesForAModelWithNames_IsTakenByPlaceAndToldOf()
    {
        var source = Open("5.5,6.5\n1.5,2.5\n", new CsvOptions { Columns = TableSchema.Numeric(["a", "b"]) });

        Assert.Equal([5.5f, 6.5f, 1.5f, 2.5f], DataFolder.ReadAll(source));
        Assert.Contains("does not name its columns: they are taken by their place for those of the model, 'a', 'b'", Assert.Single(source.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ColumnsThatAreNamedByNumbers_AreTakenByNameInAnyOrder()
    {
        var source = Open("2,1\n5.5,6.5\n0.5,0.25\n", new CsvOptions { Columns = TableSchema.Numeric(["1", "2"]), Header = CsvHeader.Present });

        Assert.Equal([6.5f, 5.5f, 0.25f, 0.5f], DataFolder.ReadAll(source));
    }

    [Theory]
    [InlineData("a,b,\n1,2,\n3,4,\n")]
    [InlineData("a,b\n1,2,\n3,4,\n")]
    [InlineData("a,b,\n1,2\n3,4\n")]
    public void Open_DelimiterAtTheEndOfLines_MakesNoColumn(string content)
    {
        var source = Open(content);

        Assert.Equal(["a", "b"], source.ColumnNames!);
        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Read_ValueBehindADelimiterThatEndsTheOtherLines_NamesThePlace()
    {
        var content = "a,b,\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},2,\n")) + "1,2,3\n";

        Assert.Contains("line 42: found '3' behind the last column", Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(Open(content))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\na,b\n3,4\n")]
    [InlineData("a,b\n1,2\n\uFEFFa,b\n3,4\n")]
    public void Read_NamesThatComeAgain_AreToldWithTheirLineAndMayBeSkipped(string content)
    {
        var message = Assert.Throws<VaeDataException>(() => Open(content, new CsvOptions { Inference = new ColumnInference() })).Message;

        Assert.Contains("line 3: repeats the line of names; leave the line out (CsvOptions.SkippedLines)", message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(Open(content, new CsvOptions { SkippedLines = [new LineRange(3, 3)] })));
    }

    [Fact]
    public void Read_LineOfUnitsAndWordsAbove_AreLeftOutAndLinesKeepTheirNumbers()
    {
        var content = "Station 7\nspring; \"2020\na,b\nm,s\n1,2\n3,x\n";
        var options = new CsvOptions { SkippedLines = [new LineRange(1, 2), new LineRange(4, 4)] };

        Assert.Equal(["a", "b"], Open(content, options).ColumnNames!);
        Assert.Contains("line 6, column 'b' (number 2): found 'x'", Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(Open(content, options))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5 2.5 3\n4 5 6\n", null)]
    [InlineData("a b c\n1.5 2.5 3\n4 5 6\n", null)]
    [InlineData("  a   b\tc \n 1.5  2.5   3\n4\t5 6  \n", ' ')]
    public void Open_FieldsBetweenBlanks_AreRead(string content, char? delimiter)
    {
        Assert.Equal([1.5f, 2.5f, 3, 4, 5, 6], DataFolder.ReadAll(Open(content, new CsvOptions { Delimiter = delimiter })));
    }

    [Theory]
    [InlineData("a;b\n1,5;2,5\n", ';')]
    [InlineData("a\tb\n1,5\t2,5\n", '\t')]
    [InlineData("1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("a,b\n\"x;y\",2\n", ',')]
    [InlineData("a|b\n1|2\n", '|')]
    public void FindDelimiter_OfFirstLines_IsTheOneThatPartsTheNames(string head, char expected) =>
        Assert.Equal(expected, Csv.CsvDialect.FindDelimiter(Encoding.UTF8.GetBytes(head), decimalComma: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_TextOfSixteenBits_IsRead(bool littleEndian)
    {
        var encoding = littleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode;
        var source = Open2([.. encoding.GetPreamble(), .. encoding.GetBytes("a,größe\n1,2\n")]);

        Assert.Equal(["a", "größe"], source.ColumnNames!);
        Assert.Equal([1, 2], DataFolder.ReadAll(source));
    }

    private CsvRowSource Open(string content, CsvOptions? options = null) => new(folder.Write("t.csv", content), options);

    private CsvRowSource Open2(byte[] content) => new(folder.Write("t.csv", content));
}
