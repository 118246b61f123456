using System.Text;
using Vae.Core;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Tables in formats of text that are not read, and between signs that are not looked for.</summary>
public sealed class OtherFormatTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("% a remark\n\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n5.1\n4.9\n", "is an ARFF file, as Weka writes them")]
    [InlineData("@relation iris\n@attribute a real\n@attribute b real\n@data\n5.1,3\n4.9,4\n", "is an ARFF file, as Weka writes them")]
    [InlineData("+1 1:0.5 7:1 12:-0.25\n-1 2:1\n-1 1:3e-5 3:0.5 # remark\n", "is a file of LIBSVM (svmlight)")]
    [InlineData("3 qid:1 1:0.5 2:0.25\n1 qid:1 1:0.25 2:1\n0\n", "is a file of LIBSVM (svmlight)")]
    [InlineData("#@ TextLoader{\n#@   header+\n#@   sep=tab\n#@   col=X:R4:0\n#@   col=F:R4:1-8\n#@ }\nX\t8\t0:\"\"\n1\t8\t7:9\n2\t1\t2\t3\t4\t5\t6\t7\t8\n", "is a text file of ML.NET with sparse rows")]
    [InlineData("#@ TextLoader{\n#@   sep=tab\n#@   col=F:R4:0-7\n#@ }\n1\t2\t3\t4\t5\t6\t7\t8\n8\t4:0.5\t7:?\n", "is a text file of ML.NET with sparse rows")]
    [InlineData("X,8,0:\"\"\n1,8,7:9\n2,1,2,3,4,5,6,7,8\n", "save the table anew with SaveAsText(..., schema: false, forceDense: true)")]
    [InlineData("0.5\t12\t3:1\n0.25\t12\t11:1\n0.125\t12\t0:1\n", "is a text file of ML.NET with sparse rows")]
    [InlineData("a^b^c\n1^2^3\n4^5^6\n", "seems to be parted by '^'; if so, say it (CsvOptions.Delimiter = '^')")]
    [InlineData("a~b\n1.5~2\n4~5\n", "seems to be parted by '~'; if so, say it (CsvOptions.Delimiter = '~')")]
    [InlineData("a::b::c\n1::2::3\n4::5::6\n", "seems to be parted by '::'; write a comma or a tab in its place")]
    [InlineData("a\u0001b\n1\u00012\n4\u00015\n", "seems to be parted by '\\u0001'; write a comma or a tab in its place")]
    [InlineData("[{\"a\": 1, \"b\": 2}, {\"a\": 3, \"b\": 4}]", "one object a line was wanted, as 'jq -c .[]' makes of a list")]
    [InlineData("[\n  {\n    \"a\": 1\n  }\n]\n", "one object a line was wanted, as 'jq -c .[]' makes of a list")]
    [InlineData("[[1.5, 2],\n[3, 4]]\n", "or CSV, as 'jq -r \".[] | @csv\"' makes of lists in a list")]
    [InlineData("[1.5, 2]\n[3, 4]\n", "or CSV, as 'jq -r @csv' makes of a list a line")]
    public void Inspect_OtherFormat_IsRefusedByItsName(string content, string words) =>
        Assert.Contains(words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Inspect(folder.Write("t.csv", content))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("10~20\n20~30\n")] // too few to tell
    [InlineData("5 12:30 13:30\n6 12:30 14:45\n7 01:15 02:15\n8 03:15 04:20\n")]
    [InlineData("when,x\n12:30,1\n13:30,2\n14:30,4\n")]
    [InlineData("a^2,b^2\n1,2\n3,4\n5,6\n")]
    [InlineData("address\nfe80::1\nfe80::2\nfe80::1\n")]
    [InlineData("1\n2\n3\n4\n")]
    [InlineData("@a,b\n1,2\n3,4\n")]
    [InlineData("[1],[2]\n1,2\n3,4\n")]
    [InlineData("[degC],[hPa]\n1,2\n3,4\n")]
    [InlineData("[0,5)|n\n1|2\n3|4\n")]
    [InlineData("#@ TextLoader{\n#@   header+\n#@   sep=tab\n#@ }\nX\tY\n1\t2\n3\t4\n")]
    [InlineData("0.5,12,1:30\n0.25,12,2:45\n0.125,13,11:15\n")]
    [InlineData("a,n,odds\n1,12,3:1\n2,12,5:2\n3,12,7:1\n")]
    [InlineData("1,2,3:1\n2,2,5:2\n3,2,7:1\n")]
    public void Inspect_OrdinaryTable_IsNoneOfThese(string content)
    {
        var told = "";
        try
        {
            RowSourceFactory.Inspect(folder.Write("t.csv", content));
        }
        catch (VaeDataException exception)
        {
            told = exception.Message;
        }

        Assert.All(new[] { "ARFF", "LIBSVM", "ML.NET", "parted by", "JSON" }, words => Assert.DoesNotContain(words, told, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_SignThatIsNamed_PartsTheFields() =>
        Assert.Equal(["a", "b"], RowSourceFactory.Open(folder.Write("t.csv", "a~b\n1.5~2\n4~5\n"), new RowSourceOptions { Csv = new CsvOptions { Delimiter = '~' } }).ColumnNames);

    [Theory]
    [InlineData("a,b\n", "1,2,3\n", true)]
    [InlineData("a,b\n", "1,2,\n", false)] // a delimiter at the end
    [InlineData("a,b,c\n", "1,2,3\n", false)]
    [InlineData("7,8\n", "1,2,3\n", false)] // no names
    public void Inspect_NamesThatAreOneShort_AreToldOfOnce(string names, string row, bool isTold)
    {
        var path = folder.Write("t.csv", names + string.Concat(Enumerable.Repeat(row, 30)));
        var told = Record.Exception(() => RowSourceFactory.Open(path, new RowSourceOptions { Csv = new CsvOptions { InvalidRows = InvalidRowHandling.Nan } }));

        Assert.Equal(isTold, told?.Message.Contains("line 1: names 2 columns, where the lines from 2 on have 3 fields; give a name to the first field", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("2020-03-01 10:15:00Z", "2020-03-01 10:15:00", true)]
    [InlineData("2020-03-01T10:15:00+01:00", "2020-03-01T11:15:00", true)]
    [InlineData("2020-03-01T10:15:00-0500", "2020-03-01T11:15:00", true)]
    [InlineData("2020-03-01T10:15:00+01:00", "2020-07-01T10:15:00+02:00", false)] // summer time
    [InlineData("9-Mar-2020", "10-Mar-2020", false)]
    [InlineData("2020-03-01 10:15", "2020-03-01", false)]
    public void Inspect_TimesWithAZoneBesideOthers_AreToldOfOnce(string one, string other, bool isTold)
    {
        var text = new StringBuilder("when,x\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(i % 4 == 0 ? one : other).Append(',').Append(i * 7919 % 997).Append('\n');
        }

        var dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Month] };
        var warnings = RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString()), new RowSourceOptions { Csv = new CsvOptions { Dates = dates } }).Profile.Warnings.Where(warning => warning.Code == "zones-differ");

        Assert.Equal(isTold ? [$"'when' holds times with a zone in 15 of 60 rows, such as {one}, and without one in the others"] : [], warnings.Select(warning => warning.Message.Split(';')[0]));
    }

    [Theory]
    [InlineData("2020-03-01T10:15:00Z", "2020-07-01T10:15:00+02:00", true)]
    [InlineData("2020-03-01T10:15:00Z", "2020-07-01T10:15:00-0500", true)]
    [InlineData("2020-03-01T10:15:00+00:00", "2020-07-01T10:15:00+01:00", false)] // London's summer time
    [InlineData("2020-03-01T10:15:00Z", "2020-07-01T10:15:00+00:00", false)] // one clock
    public void Inspect_TimesOfGreenwichBesideThoseOfAnotherClock_AreToldOfOnce(string one, string other, bool isTold)
    {
        var text = new StringBuilder("when,x\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(i % 4 == 0 ? one : other).Append(',').Append(i * 7919 % 997).Append('\n');
        }

        var dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Month] };
        var warnings = RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString()), new RowSourceOptions { Csv = new CsvOptions { Dates = dates } }).Profile.Warnings.Where(warning => warning.Code == "zones-differ");

        Assert.Equal(isTold ? ["'when' holds times that end in Z in 15 of 60 rows and times of another clock, as +01:00, in 45"] : [], warnings.Select(warning => warning.Message.Split(';')[0]));
    }
}
