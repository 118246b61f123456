using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class CsvTableTests : IDisposable
{
    private const string Mixed = "seconds,protocol,ok,bytes,y\n1,tcp,true,5,0\n2.5,udp,false,7,0\n3,tcp,true,,1\n4,,true,9,0\n";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Infer_MixedColumns_TakesTextForLevelsAndTruthForBinary()
    {
        var source = Open(Mixed, label: "y");

        Assert.Equal(
            new TableSchema(TableColumn.Numeric("seconds"), TableColumn.Categorical("protocol", "tcp", "udp"), TableColumn.Binary("ok"), TableColumn.Numeric("bytes")),
            source.Columns);
        Assert.Equal(5, source.ColumnCount);
        Assert.Equal(["seconds", "protocol=tcp", "protocol=udp", "ok", "bytes"], source.ColumnNames);
        Assert.Equal([1, 1, 0, 1, 5, 2.5f, 0, 1, 0, 7, 3, 1, 0, 1, float.NaN, 4, float.NaN, float.NaN, 1, 9], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Infer_NumbersAlone_IsAsWithoutIt()
    {
        var source = Open("a,b\n1,2\n3,4\n");

        Assert.Null(source.Columns);
        Assert.Equal(["a", "b"], source.ColumnNames);
        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Infer_Levels_AreInOrderOfFrequencyThenOfTheirCharacters()
    {
        var source = Open("a\nz\nb\nB\nz\nc\nc\nz\n");

        Assert.Equal(["z", "c", "B", "b"], source.Columns!.Columns[0].Levels.AsEnumerable());
    }

    [Fact]
    public void Infer_KindsThatAreGiven_AreTaken()
    {
        var inference = new ColumnInference
        {
            Kinds = new Dictionary<string, ColumnKind> { ["port"] = ColumnKind.Categorical, ["bytes"] = ColumnKind.Count, ["up"] = ColumnKind.Binary },
        };

        var source = Open("port,bytes,up\n80,5,1\n443,7,0\n80,0,1\n", inference);

        Assert.Equal(new TableSchema(TableColumn.Categorical("port", "80", "443"), TableColumn.Count("bytes"), TableColumn.Binary("up")), source.Columns);
        Assert.Equal([1, 0, 5, 1, 0, 1, 7, 0, 1, 0, 0, 1], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Infer_RareLevels_AreFoldedIntoUnseenOnes()
    {
        var source = Open("a,b\nx,1\ny,2\nx,3\n", new ColumnInference { MinimumLevelCount = 2 });

        Assert.Equal([1, 1, 0, 2, 1, 3], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Infer_NormalRowsOnly_LeavesTheAnomaliesLevelsUnseen()
    {
        var source = Open("a,y\nx,0\nstrange,1\nz,0\n", new ColumnInference { NormalRowsOnly = true }, "y");

        Assert.Equal(["x", "z"], source.Columns!.Columns[0].Levels.AsEnumerable());
        Assert.Equal([1, 0, 0, 0, 0, 1], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Infer_NoHeader_TellsTheFirstRowFromNames()
    {
        var source = Open("0,tcp,http\n1,udp,ftp\n2,tcp,http\n");

        Assert.Equal(["1", "2=tcp", "2=udp", "3=http", "3=ftp"], source.ColumnNames);
        Assert.Equal(15, DataFolder.ReadAll(source).Length);
    }

    [Fact]
    public void Infer_HeaderWithANumberAboveNumbers_IsStillAHeader()
    {
        var source = Open("name,2019\n1,3\n2,4\n");

        Assert.Equal(["name", "2019"], source.ColumnNames);
    }

    [Fact]
    public void Open_ColumnsOfAModel_EncodesByThem()
    {
        var columns = Open(Mixed, label: "y").Columns;
        var source = new CsvRowSource(
            folder.Write("new.csv", "seconds,protocol,ok,bytes\n9,udp,1,5\n9,icmp,0,5\n"), new CsvOptions { Columns = columns });

        Assert.Equal(columns, source.Columns);
        Assert.Equal([9, 0, 1, 1, 5, 9, 0, 0, 0, 5], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Open_MissingLevels_AreNaNThroughoutAndNotUnseen()
    {
        var columns = Open(Mixed, label: "y").Columns;
        var source = new CsvRowSource(
            folder.Write("new.csv", "seconds,protocol,ok,bytes\n9,,1,5\n"), new CsvOptions { Columns = columns });

        Assert.Equal([9, float.NaN, float.NaN, 1, 5], DataFolder.ReadAll(source));
    }

    [Theory]
    [InlineData("seconds,protocol,ok\n1,tcp,1\n", "has no column 'bytes', which the model was trained on")]
    [InlineData("seconds,protocol,ok,size\n1,tcp,1,1\n", "has no column 'bytes', which the model was trained on, and has 'size', which is no column of the model;")]
    public void Open_OtherColumnsThanTheModels_SaysWhichOnes(string content, string expected)
    {
        var columns = Open(Mixed, label: "y").Columns;
        var path = folder.Write("new.csv", content);

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { Columns = columns }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seconds,protocol,ok,bytes\nslow,tcp,1,1\n", "line 2, column 'seconds' (number 1): found 'slow', a number was wanted")]
    [InlineData("seconds,protocol,ok,bytes\n1,tcp,maybe,1\n", "line 2, column 'ok' (number 3): found 'maybe', 0 or 1 was wanted")]
    [InlineData("seconds,protocol,ok,bytes\n1,tcp,1\n", "line 2: found 3 fields where the first line has 4")]
    public void Read_ValueThatIsNotOfItsKind_NamesThePlace(string content, string expected)
    {
        var source = new CsvRowSource(folder.Write("new.csv", content), new CsvOptions { Columns = Open(Mixed, label: "y").Columns });

        Assert.Contains(expected, Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_TextOnlyBehindTheSample_IsAnErrorThatNamesThePlace()
    {
        var content = new StringBuilder("a,b\n");
        for (var i = 0; i < 10_000; i++)
        {
            content.Append("1,x\n");
        }

        var error = Assert.Throws<VaeDataException>(() => Open(content.Append("late,x\n").ToString()));

        Assert.Contains(
            "line 10002, column 'a' (number 1): found 'late', a number was wanted",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_MoreLevelsThanAllowed_IsRefusedWithAdvice()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"u{i},1\n"));
        var content = "id,x\n" + rows;

        var message = Assert.Throws<VaeDataException>(() => Open(content)).Message;

        Assert.Contains("column 'id' (number 1): 'id' has 300 different texts in 300 rows", message, StringComparison.Ordinal);
        Assert.Contains(
            "column 'id' (number 1) holds 300 different texts; at most 256 are allowed",
            Assert.Throws<VaeDataException>(() => Open(content + rows)).Message,
            StringComparison.Ordinal);
        var declared = new ColumnInference { MaximumLevels = 300, Kinds = new Dictionary<string, ColumnKind> { ["id"] = ColumnKind.Categorical } };
        Assert.Equal(300, Open(content, declared).Columns!.Columns[0].Width);
    }

    [Fact]
    public void Infer_AMillionLevelsToCount_StopsAtItsBudget()
    {
        var content = new StringBuilder("id,x\n");
        for (var i = 0; i < 1_000_000; i++)
        {
            content.Append("user ").Append(i).Append(",1\n");
        }

        var error = Assert.Throws<VaeDataException>(() => Open(content.ToString(), new ColumnInference { MinimumLevelCount = 2 }));

        Assert.Contains("more different texts than can be counted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_AnEnormousText_IsRefusedWithItsPlace()
    {
        var error = Assert.Throws<VaeDataException>(() => Open($"a,b\nx,1\n{new string('y', 1 << 20)},2\n"));

        Assert.Contains("line 3, column 'a' (number 1): found a text of 1048576 bytes, 'yyyy", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000);
    }

    [Fact]
    public void Infer_TextThatIsNotUtf8_IsRefused()
    {
        var path = folder.Write("t.csv", [.. "a,b\n"u8, 0xFF, 0xFE, (byte)'x', .. ",1\n"u8]);

        Assert.Contains(
            "UTF-8", Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { Inference = new ColumnInference() })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\nx,1\ny\n", "line 3: found 1 fields where the first line has 2")]
    [InlineData("a,b\n\"x,1\ny,2\n", "quotes")]
    public void Infer_BrokenFile_NamesThePlace(string content, string expected) =>
        Assert.Contains(expected, Assert.Throws<VaeDataException>(() => Open(content)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("c", "has no categorical column 'c'; it has 'a', 'b'")]
    [InlineData("y", "is declared categorical but is the label")]
    public void Infer_KindOfAColumnThatHasNone_IsRefused(string name, string expected)
    {
        var inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { [name] = ColumnKind.Categorical } };

        Assert.Contains(expected, Assert.Throws<VaeDataException>(() => Open("a,b,y\n1,2,0\n", inference, "y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_OptionsOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Open(Mixed, new ColumnInference { MaximumLevels = 0 }));
        Assert.Throws<ArgumentException>(() => Open(Mixed, new ColumnInference { MinimumLevelCount = 0 }));
    }

    [Fact]
    public void Open_TextWithoutInference_IsStillAnError() =>
        Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(folder.Write("t.csv", Mixed))));

    [Fact]
    public void ReadAll_AndNormalRows_KeepTheColumns()
    {
        var source = Open(Mixed, label: "y");

        Assert.Equal(source.Columns, source.ReadAll().Columns);
        Assert.Equal(source.Columns, new NormalRowsSource(source).Columns);
        Assert.Throws<ArgumentException>(() => new MemoryRowSource(new float[4], 2) { Columns = source.Columns });
    }

    [Fact]
    public void Fit_ValidationRowsOfOtherLevels_AreRefused()
    {
        var (rows, others) = (Open(Mixed, label: "y"), Open(Mixed.Replace("udp", "icmp", StringComparison.Ordinal), label: "y"));

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer().Fit(rows, others));

        Assert.Contains("validation rows were expanded by other columns or levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadTexts_OfAFewRows_GivesWhatTheFileHas()
    {
        Assert.Equal([["4", "", "true", "9"], ["1", "tcp", "true", "5"]], Open(Mixed, label: "y").ReadTexts([3, 0]));
        Assert.Contains("has 4 rows", Assert.Throws<VaeDataException>(() => Open(Mixed, label: "y").ReadTexts([4])).Message, StringComparison.Ordinal);
    }

    private CsvRowSource Open(string content, ColumnInference? inference = null, string? label = null) => (CsvRowSource)RowSourceFactory.Open(
        folder.Write("t.csv", content), new RowSourceOptions { Label = label, Inference = inference ?? new ColumnInference() });
}
