using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class CsvErrorTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "is empty; rows of numbers were wanted, with or without a line of column names above.")]
    [InlineData("\n\n", "is empty; rows of numbers were wanted, with or without a line of column names above.")]
    [InlineData("a,b\n", "has a line of column names but no rows; add at least one row.")]
    public void Constructor_FileWithoutATable_SaysWhatIsMissing(string content, string expected)
    {
        string path = folder.Write("t.csv", content);

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path));

        Assert.Equal($"'{path}'{(expected[0] == ':' ? "" : " ")}{expected}", error.Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x y\n", "line 3, column 'b' (number 2): found 'x y', a number was wanted (with a point, as in 1.5);")]
    [InlineData("1,2\n3,x\n", "line 2, column 2: found 'x', a number was wanted")]
    [InlineData("a;b\n1;2,5\n", "line 2, column 'b' (number 2): found '2,5', a number was wanted (with a point, as in 1.5);")]
    [InlineData("a,b\n1,1e39\n", "line 2, column 'b' (number 2): found '1e39', which is beyond a 32-bit float (largest 3.4e38);")]
    [InlineData("a,b\n1,2\n\n3\n", "line 4: found 1 fields where the first line has 2;")]
    [InlineData("a,b\n1,2,3\n", "line 2: found 3 fields where the first line has 2;")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2: ")]
    [InlineData("a,b\n1,\u0001\u0002\n", "found '\\u0001\\u0002', a number was wanted")]
    public void Read_MalformedRow_NamesLineColumnAndValue(string content, string expected)
    {
        string path = folder.Write("t.csv", content);

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(path)));

        Assert.StartsWith($"'{path}', ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongText_IsShownInPart()
    {
        string path = folder.Write("t.csv", $"a,b\n1,{new string('é', 500)}\n");

        var error = Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(path)));

        Assert.Contains($"found '{new string('é', 40)}...', a number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LabelThatIsNoNumber_SaysWhatALabelIs()
    {
        string path = folder.Write("t.csv", "a,class\n1,0\n2,spam\n");
        var source = new CsvRowSource(path, new CsvOptions { LabelColumn = "class" });

        var error = Assert.Throws<VaeDataException>(() => source.ReadAll());

        Assert.Equal(
            $"'{path}', line 3, label column 'class' (number 2): found 'spam', a number was wanted: 0 for a normal row, another for an "
            + "anomaly. Name the label of normal rows (TableOptions.NormalLabel), such as 'spam' if it is that, or name another column. Or set Training.InvalidRows to Skip to leave such rows out.",
            error.Message);
    }

    /// <summary>The name that was meant may stand behind those that are listed.</summary>
    [Fact]
    public void Constructor_MisspeltLabelOfAWideTable_IsToldTheNameThatWasMeant()
    {
        string path = folder.Write("t.csv", string.Join(',', Enumerable.Range(0, 64).Select(i => $"pixel_{i}")) + ",label\n" + string.Join(',', Enumerable.Repeat("1", 65)) + "\n");

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { LabelColumn = "labl" }));

        Assert.Contains("has no label column 'labl'; did you mean 'label'? It has 'pixel_0', ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MissingLabelColumn_ListsTheColumns()
    {
        string path = folder.Write("t.csv", "a,b\n1,2\n");

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { LabelColumn = "Label" }));

        Assert.Equal($"'{path}' has no label column 'Label'; it has 'a', 'b'. Ask for one of these, spelled as here, or for a number from 1 to 2.", error.Message);
    }

    [Fact]
    public void Constructor_MissingColumnAmongMany_ListsTheFirstTwenty()
    {
        string names = string.Join(',', Enumerable.Range(1, 50).Select(i => $"c{i}"));
        string path = folder.Write("t.csv", $"{names}\n{new string(',', 49)}\n");

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { IgnoredColumns = ["id"] }));

        Assert.Contains("has no ignored column 'id'; it has 'c1', ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'c20' and 30 more.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LabelByNameWithoutHeader_SaysThatColumnsAreNumbered()
    {
        string path = folder.Write("t.csv", "1,2\n3,4\n");

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { LabelColumn = "class" }));

        Assert.Contains("its first line names no columns, so they are numbered 1 to 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoFeatureLeft_SaysSo()
    {
        string path = folder.Write("t.csv", "a,b\n1,2\n");
        var options = new CsvOptions { LabelColumn = "a", IgnoredColumns = ["b"] };

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, options));

        Assert.Contains("has no feature left", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_BinaryFile_SaysThatItIsNoText()
    {
        byte[] garbage = new byte[100_000];
        new Random(5).NextBytes(garbage);
        string path = folder.Write("t.csv", garbage);

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path));

        Assert.Matches(@"is no text: byte \d+ is 0\. Rows of numbers as UTF-8 text were wanted", error.Message);
    }

    [Fact]
    public void Constructor_NamesThatAreNotUtf8_AsksForUtf8()
    {
        string path = folder.Write("t.csv", Encoding.Latin1.GetBytes("grün,b\n1,2\n"));

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path));

        Assert.Contains("the name of column 1 is not UTF-8 text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LineBeyondTheLimit_IsRefusedBeforeItIsHeld()
    {
        string path = folder.WriteGzip("bomb.csv.gz", new string('1', 8 << 20));
        var options = new CsvOptions { MaximumLineBytes = 1 << 20 };
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path, options));

        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6 << 20);
    }

    [Fact]
    public void Constructor_NoSuchFile_NamesThePath()
    {
        string path = folder.PathOf("none.csv");

        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(path));

        Assert.Equal($"'{path}' does not exist; check the path.", error.Message);
    }

    [Fact]
    public void Constructor_Folder_SaysThatItIsNoFile()
    {
        var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(folder.PathOf("")));

        Assert.Contains("it is a folder; name a file, or files by a pattern", error.Message, StringComparison.Ordinal);
    }
}
