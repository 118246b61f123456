using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Which texts are one level, and what is told of those that are none.</summary>
public sealed class LevelTests : IDisposable
{
    private static readonly TableSchema Ports = new(TableColumn.Numeric("x"), TableColumn.Categorical("p", "80", "443"));
    private static readonly TableSchema Names = new(TableColumn.Numeric("x"), TableColumn.Categorical("p", "http", "caf\u00E9"));

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("80.0")]
    [InlineData("8e1")]
    [InlineData("+80")]
    [InlineData("080")]
    [InlineData("\" 80\"")]
    public void Read_NumberInAnotherSpelling_IsTheSameLevel(string text) => Assert.Equal([1, 1, 0], DataFolder.ReadAll(Open($"x,p\n1,{text}\n", Ports)));

    [Theory]
    [InlineData("NA", true)]
    [InlineData("\"NA \"", true)]
    [InlineData("na", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Read_MarkerThatIsALevel_IsThatLevel(string text, bool isLevel)
    {
        TableSchema countries = new(TableColumn.Numeric("x"), TableColumn.Categorical("p", "DE", "NA"));

        Assert.Equal(isLevel ? [1, 0, 1] : [1, float.NaN, float.NaN], DataFolder.ReadAll(Open($"x,p\n1,{text}\n", countries)));
    }

    [Fact]
    public void Read_LevelThatIsSaidToMarkAMissingValue_IsMissing()
    {
        TableSchema countries = new(TableColumn.Numeric("x"), TableColumn.Categorical("p", "DE", "NA"));

        Assert.Equal([1, float.NaN, float.NaN], DataFolder.ReadAll(new CsvRowSource(folder.Write("t.csv", "x,p\n1,NA\n"), new CsvOptions { Columns = countries, MissingTexts = ["NA"] })));
    }

    [Theory]
    [InlineData("p", "DE,NA,null")]
    [InlineData("2", "DE,NA,null")]
    [InlineData(null, "DE")]
    public void Infer_MarkersThatAreNames_AreLevelsOfTheirColumnAlone(string? named, string levels)
    {
        var source = new CsvRowSource(
            folder.Write("t.csv", "x,p,q\n1,DE,a\nNA,NA,NA\n2,NA,b\n3,,a\n4,DE,b\n5,null,a\n6,-,a\n"),
            new CsvOptions { Inference = new ColumnInference { MarkersAreNames = named is null ? [] : [named] }, MissingTexts = ["-"] });

        Assert.Equal([ColumnKind.Numeric, ColumnKind.Categorical, ColumnKind.Categorical], source.Columns!.Columns.Select(column => column.Kind));
        Assert.Equal(levels.Split(','), source.Columns.Columns[1].Levels);
        Assert.Equal(["a", "b"], source.Columns.Columns[2].Levels.AsEnumerable());
        Assert.Equal(named is null ? float.NaN : 1, DataFolder.ReadAll(source)[source.ColumnCount + 1 + (named is null ? 0 : 1)]);
    }

    [Fact]
    public void Validate_MarkersThatAreNamesOfNumbers_AreRefused() => Assert.Contains(
        "names the column 'x', which is declared numeric",
        Assert.Throws<ArgumentException>(new ColumnInference { MarkersAreNames = ["x"], Kinds = new Dictionary<string, ColumnKind> { ["x"] = ColumnKind.Numeric } }.Validate).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_SameLettersInAnotherNormalForm_AreTheSameLevel() => Assert.Equal([1, 0, 1], DataFolder.ReadAll(Open("x,p\n1,cafe\u0301\n", Names)));

    [Fact]
    public void Infer_SameLettersInTwoNormalForms_AreOneLevel() => Assert.Equal(
        ["caf\u00E9", "x"], new CsvRowSource(folder.Write("t.csv", "p,y\ncaf\u00E9,1\ncafe\u0301,2\nx,3\n"), new CsvOptions { Inference = new ColumnInference() }).Columns!.Columns[0].Levels.AsEnumerable());

    [Fact]
    public void Read_TextThatIsNotUtf8_IsRefusedInScoringToo()
    {
        byte[] content = [.. "x,p\n1,http\n1,caf"u8, 0xE9, (byte)'\n'];
        var source = new CsvRowSource(folder.Write("t.csv", content), new CsvOptions { Columns = Names, InvalidRows = InvalidRowHandling.Nan });

        Assert.Contains(
            "line 3, column 'p' (number 2)", Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(source)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP", "'http' differs from it in capital letters alone")]
    [InlineData("gopher", "it saw 'http'")]
    public void Tally_ManyUnseenLevels_AreToldWithShareAndExamples(string text, string expected)
    {
        var source = Open("x,p\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"1,{(i % 5 == 0 ? text : "http")}\n")), Names);
        DataFolder.ReadAll(source);

        var warning = Assert.Single(source.LastTally!.Warnings());

        Assert.Equal(("unseen-levels", "p"), (warning.Code, warning.Column));
        Assert.Contains($"20.0 % of 20 rows hold in column 'p' a value that training never saw, such as '{text}'", warning.Message, StringComparison.Ordinal);
        Assert.Contains(expected, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tally_FewUnseenLevels_AreNotToldOf()
    {
        var source = Open("x,p\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"1,{(i < 2 ? "gopher" : "http")}\n")), Names);
        DataFolder.ReadAll(source);

        Assert.Empty(source.LastTally!.Warnings());
        Assert.Equal(2, source.LastTally!.UnseenRows);
    }

    [Theory]
    [InlineData("x,p\nabc,http\n")]
    [InlineData("x,p\n1e40,http\n")]
    [InlineData("x,p\n1\n")]
    [InlineData("x,p\n1,http,9\n")]
    public void Read_RowThatCannotBeReadWhereThatIsNaN_IsNaNThroughoutAndTold(string content)
    {
        var source = Open(content + "2,http\n", Names, InvalidRowHandling.Nan);

        Assert.Equal([float.NaN, float.NaN, float.NaN, 2, 1, 0], DataFolder.ReadAll(source));
        Assert.Contains("line 2", Assert.Single(source.LastTally!.Warnings()).Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (source.LastTally!.Rows, source.LastTally!.InvalidRows));
    }

    [Fact]
    public void Read_NegativeCountWhereThatIsNaN_IsNaN()
    {
        var columns = new TableSchema(TableColumn.Count("n"), TableColumn.Numeric("x"));
        var path = folder.Write("t.csv", "n,x\n-1,5\n3,6\n");

        Assert.Equal([float.NaN, float.NaN, 3, 6], DataFolder.ReadAll(new CsvRowSource(path, new CsvOptions { Columns = columns, InvalidRows = InvalidRowHandling.Nan })));
        Assert.Contains(
            "line 2, column 'n' (number 1): found '-1', a count was wanted, 0 or above",
            Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(path, new CsvOptions { Columns = columns }))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Doubles_AreAsTheFileHasThem()
    {
        var source = new CsvRowSource(folder.Write("t.csv", "t,p\n1732780801,101325.0213\n"));
        var row = new double[2];
        using var reader = source.OpenReader();

        Assert.Equal(1, reader.Read(row));
        Assert.Equal([1732780801, 101325.0213], row);
        Assert.True(source.HasDoubles);
    }

    private CsvRowSource Open(string content, TableSchema columns, InvalidRowHandling handling = InvalidRowHandling.Error) =>
        new(folder.Write("t.csv", Encoding.UTF8.GetBytes(content)), new CsvOptions { Columns = columns, InvalidRows = handling });
}
