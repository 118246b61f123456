using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>Several files are one table.</summary>
public sealed class JoinedTests : IDisposable
{
    private readonly DataFolder folder = new();

    public JoinedTests() => Directory.CreateDirectory(folder.PathOf("deep/er"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_Pattern_IsItsFilesInTheOrderOfTheirNames()
    {
        Write("b.csv", "x,y\n3,4\n");
        Write("a.csv", "x,y\n1,2\n");
        Write("deep/er/c.csv", "x,y\n5,6\n");
        Write(".hidden.csv", "x,y\n7,8\n");
        Write("a.txt", "no table");

        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(RowSourceFactory.Open(folder.PathOf("*.csv"))));
        Assert.Equal([1, 2, 3, 4, 5, 6], DataFolder.ReadAll(RowSourceFactory.Open(folder.PathOf("**/*.csv"))));
        Assert.Equal([5, 6], DataFolder.ReadAll(RowSourceFactory.Open(folder.PathOf("d*p/*/*.csv"))));
    }

    [Fact]
    public void Open_FileWhoseNameHasAStar_IsThatFile()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("a*.csv", "x,y\n1,2\n");
        Write("ab.csv", "x,y\n3,4\n");

        Assert.Equal([1, 2], DataFolder.ReadAll(RowSourceFactory.Open(folder.PathOf("a*.csv"))));
    }

    [Fact]
    public void Open_ColumnsWithoutNameAndValue_NeedNotBeInAllFiles()
    {
        string[] paths = [Write("a.csv", "x,,y,,\n1,,2,,\n3,,4,,\n"), Write("b.csv", "y,x\n6,5\n8,7\n"), Write("c.csv", "x,y,,\n9,10,,\n11,12,,\n")];

        foreach (var order in new[] { paths, [.. paths.Reverse()], [paths[1], paths[0], paths[2]] })
        {
            var source = (TableRowSource)RowSourceFactory.Open(order, new RowSourceOptions { Inference = new ColumnInference(), Csv = new CsvOptions { Columns = TableSchema.Numeric(["x", "y"]) } });
            Assert.Equal(Enumerable.Range(1, 12).Select(i => (float)i), DataFolder.ReadAll(source).Order());
            Assert.DoesNotContain(source.Warnings, warning => warning.Code == "columns-left-out");
        }
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(10, false)]
    public void Inspect_FileInAnotherUnit_IsToldOf(double factor, bool isTold)
    {
        string Rows(double unit) => "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{(1 + (i * 37 % 61)) * unit / 7:F3},{i * 53 % 59 / 3.0:F3}\n")));

        var warnings = RowSourceFactory.Inspect([Write("a.csv", Rows(1)), Write("b.csv", Rows(factor))]).Profile.Warnings;

        Assert.Equal(isTold ? ["parts-differ"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? "as where units differ" : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SeveralPaths_AreReadInTheirOrderAndEachOnce()
    {
        string[] paths = [Write("b.csv", "x,y\n3,4\n"), Write("a.csv", "x,y\n1,2\n"), folder.PathOf("*.csv")];

        Assert.Equal([3, 4, 1, 2], DataFolder.ReadAll(RowSourceFactory.Open(paths)));
    }

    [Fact]
    public void Open_ColumnsInAnotherOrder_AreFoundByName()
    {
        Write("a.csv", "x,y\n1,2\n");
        Write("b.csv", " y ;z; x\n4;9;3\n");

        var source = (TableRowSource)RowSourceFactory.Open(folder.PathOf("*.csv"));

        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(source));
        Assert.Contains(source.Warnings, warning => warning.Code == "columns-left-out" && warning.Message.Contains("b.csv': 'z' is no column of", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_FilesOfSeveralFormats_AreOneTable()
    {
        string[] paths = [Readings.PathOf("duckdb.parquet"), Readings.PathOf("parquetsharp.parquet")];

        var source = (TableRowSource)RowSourceFactory.Open(paths, Readings.Options(hasTime: true));

        Readings.AssertAre([.. Readings.Expected(), .. Readings.Expected()], Readings.Read(source));
        Assert.Equal(2 * Readings.Rows, source.RowCount);
    }

    [Fact]
    public void Open_TextInTheSecondFile_NamesThatFileAndItsLine()
    {
        Write("a.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i * 7 % 31},{i * 3 % 17}\n")));
        Write("b.csv", "y,x\n1,2\n3,-\n");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.PathOf("*.csv"), new RowSourceOptions { Inference = new ColumnInference() }));

        Assert.Contains($"'{folder.PathOf("b.csv")}', line 3, column 'x' (number 1): found '-'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n4\n", "has no column 'y', which")]
    [InlineData("4,5\n6,7\n", "does not name its columns but")]
    [InlineData("", "is empty")]
    public void Open_SecondFileUnlikeTheFirst_IsNamed(string content, string words)
    {
        Write("a.csv", "x,y\n1,2\n");
        var path = Write("b.csv", content);

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.PathOf("*.csv")));

        Assert.Contains($"'{path}' {words}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FilesWithoutNames_AreJoinedByPlace()
    {
        Write("a.csv", "1,2\n3,4\n");
        Write("b.csv", "5,6\n7,8\n");

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], DataFolder.ReadAll(RowSourceFactory.Open(folder.PathOf("*.csv"))));
        Write("c.csv", "5,6,7\n7,8,9\n");
        Assert.Contains("has 3 columns where", Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.PathOf("*.csv"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.csv", "means no file; check the path")]
    [InlineData("none/*.csv", "there is no folder")]
    public void Open_PatternOfNothing_SaysSo(string pattern, string words) =>
        Assert.Contains(words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.PathOf(pattern))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_IdxAmongOthers_IsRefused()
    {
        string[] paths = [folder.Write("a.idx", IdxRowSourceTests.Idx(0x08, [1, 2], [0, 255])), Write("a.csv", "x,y\n1,2\n")];

        Assert.Contains("cannot be joined", Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(paths)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Pattern_SeesAllFiles()
    {
        Write("a.csv", "x,y\n1,2\n");
        Write("b.csv", "x,y\n3,tcp\n");

        Assert.Equal(2, RowSourceFactory.Inspect(folder.PathOf("*.csv")).Profile.Rows);
    }

    private string Write(string name, string content) => folder.Write(name, content);
}
