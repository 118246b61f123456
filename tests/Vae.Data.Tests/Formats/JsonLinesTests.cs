using Vae.Core;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

public sealed class JsonLinesTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("t.jsonl")]
    [InlineData("t.txt")]
    public void Open_ObjectsALine_AreRowsWhateverTheName(string name) =>
        Assert.Equal([1, 2, 3, 4], DataFolder.ReadAll(RowSourceFactory.Open(folder.Write(name, "\n{\"a\":1,\"b\":2}\r\n\n {\"b\":4, \"a\":3.0}"))));

    [Fact]
    public void Open_NameThatOnlyTheLastLineHas_IsAColumn()
    {
        var source = RowSourceFactory.Open(folder.Write("t.jsonl", "{\"a\":1}\n{\"a\":2,\"b\":null}\n{\"a\":3,\"c\":7}\n"));

        Assert.Equal(["a", "b", "c"], source.ColumnNames);
        Assert.Equal([1, float.NaN, float.NaN, 2, float.NaN, float.NaN, 3, float.NaN, 7], DataFolder.ReadAll(source));
        Assert.Equal(3, source.RowCount);
    }

    [Fact]
    public void Open_NumbersThatPythonWrites_AreRead() =>
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity, 5], DataFolder.ReadAll(RowSourceFactory.Open(
            folder.Write("t.jsonl", "{\"NaN \\\" NaN\": NaN, \"b\": Infinity}\n{\"NaN \\\" NaN\": -Infinity, \"b\": 5}\n"))));

    [Fact]
    public void Open_EscapedAndPlainNamesAndTexts_AreTheSame()
    {
        var source = (TableRowSource)RowSourceFactory.Open(
            folder.Write("t.jsonl", "{\"caf\\u00e9\":\"\\u00fc\",\"x\":1}\n{\"caf\u00E9\":\"\u00FC\",\"x\":2}\n{\"caf\u00E9\":\"b\",\"x\":4}\n"), new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(["caf\u00E9=\u00FC", "caf\u00E9=b", "x"], source.ColumnNames);
    }

    [Fact]
    public void Open_TruthValuesAndLists_AreBinaryAndColumns()
    {
        var source = (TableRowSource)RowSourceFactory.Open(
            folder.Write("t.jsonl", "{\"t\":true,\"v\":[1,null]}\n{\"t\":false,\"v\":null}\n{\"t\":null,\"v\":[3,4]}\n"), new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(["t", "v.0", "v.1"], source.ColumnNames);
        Assert.Equal([1, 1, float.NaN, 0, float.NaN, float.NaN, float.NaN, 3, 4], DataFolder.ReadAll(source));
    }

    [Theory]
    [InlineData("{\"a\":{\"b\":1},\"c\":1}\n", "column 'a' (number 1): holds objects")]
    [InlineData("{\"a\":[[1]],\"c\":1}\n", "column 'a' (number 1): holds lists of lists or of objects")]
    [InlineData("{\"a\":[\"x\"],\"c\":1}\n", "column 'a.0' (number 1): holds lists of what is no number")]
    [InlineData("{\"a\":[1],\"c\":1}\n{\"a\":2,\"c\":1}\n", "holds lists in some lines and single values in others")]
    [InlineData("{\"a\":[],\"c\":1}\n", "begins with an empty list")]
    public void Open_NestedValue_IsRefusedInWordsUnlessItIsLeftOut(string content, string words)
    {
        var path = folder.Write("t.jsonl", content);

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path));

        Assert.Contains(words.Replace("'a.0'", "'a'", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        var left = RowSourceFactory.Open(path, new RowSourceOptions { Csv = new CsvOptions { IgnoredColumns = ["a"] } });
        Assert.Equal(1, DataFolder.ReadAll(left)[0]);
    }

    [Theory]
    [InlineData("{\"a\":2", "line 2: is no JSON object")]
    [InlineData("[1,2]", "line 2: is no JSON object: a list was found")]
    [InlineData("{\"a\":2,\"a\":3}", "line 2: is no JSON object: the name 'a' is there twice")]
    [InlineData("{\"a\":2} {\"a\":3}", "line 2: is no JSON object")]
    [InlineData("{\"a\":\"\\ud800\"}", "line 2: is no JSON object: a text holds what is no character")]
    [InlineData("{\"junk\":1, \"a\":nul}", "line 2: is no JSON object")]
    public void Read_LineThatIsNoObject_IsAnInvalidRow(string line, string words)
    {
        var path = folder.Write("t.jsonl", $"{{\"a\":1}}\n{line}\n{{\"a\":3}}\n");

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(RowSourceFactory.Open(path)));
        var skipped = RowSourceFactory.Open(path, new RowSourceOptions { Csv = new CsvOptions { InvalidRows = InvalidRowHandling.Nan } });

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], skipped.ColumnNames);
        Assert.Equal([1, float.NaN, 3], DataFolder.ReadAll(skipped));
    }

    [Theory]
    [InlineData("t.jsonl", "", "is empty")]
    [InlineData("t.json", "[{\"a\":1}]", "a list was found; one object a line was wanted, as 'jq -c .[]' makes of a list")]
    [InlineData("t.json", "[\n{\"a\":1}\n]", "as 'jq -c .[]' makes of a list")]
    [InlineData("t.jsonl", "[1,2]\n[3,4]\n", "one object a line was wanted, or CSV, as 'jq -r @csv' makes of a list a line")]
    [InlineData("t.json", " [ [1,2],\n[3,4]]\n", "or CSV, as 'jq -r \".[] | @csv\"' makes of lists in a list")]
    [InlineData("t.json", "{\n  \"a\": 1\n}\n", "one object a line was wanted, such as")]
    public void Open_OtherJson_SaysWhatWasWanted(string name, string content, string words) => Assert.Contains(
        words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.Write(name, content))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_LongLine_IsRefusedAtTheLimit()
    {
        var path = folder.Write("t.jsonl", "{\"a\":1}\n{\"a\":\"" + new string('x', 200_000) + "\"}\n");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Csv = new CsvOptions { MaximumLineBytes = 100_000 } }));

        Assert.Contains("line 2 is longer than 100000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NumberBeyondDoubles_IsToldAsInCsv()
    {
        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(RowSourceFactory.Open(folder.Write("t.jsonl", "{\"a\":1}\n{\"a\":1e999}\n"))));

        Assert.Contains("found '1e999', which is beyond a 32-bit float", error.Message, StringComparison.Ordinal);
    }
}
