using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Tables that can be read, and would be read otherwise than they are meant.</summary>
public sealed class DoubtfulTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2020-W{0:00}", "weeks, months or quarters")]
    [InlineData("2020W{0:00}", "weeks, months or quarters")]
    [InlineData("20{0:00}-03", "weeks, months or quarters")]
    [InlineData("{0:00}/2020", "weeks, months or quarters")]
    [InlineData("20{0:00}Q2", "weeks, months or quarters")]
    [InlineData("Q3 20{0:00}", "weeks, months or quarters")]
    [InlineData("April 20{0:00}", "weeks, months or quarters")]
    [InlineData("Sept-{0:00}", "weeks, months or quarters")]
    [InlineData("9/{0}", "days of a year or fractions")]
    [InlineData("{0}/12", "days of a year or fractions")]
    public void Infer_TextsThatAreTimesInOtherWays_AreToldOf(string format, string what)
    {
        var warning = Assert.Single(Inspect(60, i => string.Format(CultureInfo.InvariantCulture, format, 1 + (i * 7 % 12))));

        Assert.Equal(("dates", "a"), (warning.Code, warning.Column));
        Assert.Contains($"'a' holds what look like {what}, such as '", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12{0}/80")]
    [InlineData("may{0}")]
    [InlineData("Mars {0}")]
    [InlineData("H{0}")]
    [InlineData("{0}/100")]
    [InlineData("2020-{0:00}b")]
    public void Infer_OtherTexts_AreNot(string format) => Assert.Empty(Inspect(60, i => string.Format(CultureInfo.InvariantCulture, format, 1 + (i * 7 % 12))));

    [Theory]
    [InlineData("Total")]
    [InlineData("TOTAL:")]
    [InlineData("Grand Total")]
    [InlineData("subtotal")]
    [InlineData("Summe")]
    public void Infer_LineThatSumsUpOthers_IsToldOf(string total)
    {
        var warning = Assert.Single(Inspect(60, i => i == 59 ? total : $"r{i % 7}"));

        Assert.Equal("totals", warning.Code);
        Assert.Contains($"'a' holds '{total}' in 1 of 60 rows, as a line that sums up others does", warning.Message, StringComparison.Ordinal);
        Assert.Contains("CsvOptions.SkippedLines", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("total recall")]
    [InlineData("summer")]
    public void Infer_NameThatOnlyBeginsSo_IsNot(string name) => Assert.Empty(Inspect(60, i => i == 59 ? name : $"r{i % 7}"));

    [Fact]
    public void Infer_LevelOfManyRowsThatIsCalledTotal_IsNot() => Assert.Empty(Inspect(60, i => i % 3 == 0 ? "total" : $"r{i % 7}"));

    [Fact]
    public void Infer_ThousandsPartedByAPointBesideSmallWholeNumbers_AreToldOf()
    {
        var warning = Assert.Single(Inspect(100, i => i % 4 == 0 ? Invariant($"{1 + (i % 9)}.{i * 37 % 1000:000}") : Invariant($"{i * 331 % 997}")));

        Assert.Equal("thousands", warning.Code);
        Assert.Contains("'a' holds 25 numbers with a point before their last three digits, such as 1.000, and beside them whole numbers below 1000 alone", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_RoundThousandsPartedByAPoint_AreToldOf() =>
        Assert.Contains(
            "nearly all of them in round hundreds",
            Assert.Single(Inspect(100, i => Invariant($"{20 + (i * 31 % 67)}.{i * 3 % 10}00"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3, false)] // measured to three decimals, zeros kept
    [InlineData(3, true)] // and zeros at the end left out
    [InlineData(2, true)]
    public void Infer_MeasuredNumbers_AreNot(int decimals, bool trims) => Assert.Empty(Inspect(200, i =>
    {
        var number = 1 + (i * 7919 % 9973 / 1000.0);
        return Math.Round(number, decimals).ToString(trims ? "0.###" : "0.000", CultureInfo.InvariantCulture);
    }));

    [Theory]
    [InlineData("# made by hand\na,b\n1,2\n3,4\n", "line 1: found '# made by hand', where the lines from 2 on have 2 fields")]
    [InlineData("Report of 2020\n\na,b\n1,2\n3,4\n", "line 1: found 'Report of 2020', where the lines from 3 on have 2 fields")]
    [InlineData("# by hand, in May, again\na,b\n1,2\n3,4\n", "line 1: found '# by hand', where the lines from 2 on have 2 fields")]
    [InlineData("Report of 2020,,\nMade,2020-03-09,\n,,\na,b,c\n1,2,3\n3,4,5\n", "line 1: found 'Report of 2020' and blank fields, where line 4 has a text in each and seems to name the columns")]
    [InlineData(",indoors,,outdoors\ntime,t,h,t\n1,2,3,4\n2,3,4,5\n", "line 1: found 'indoors' and blank fields, where line 2 has a text in each")]
    [InlineData("Report\nof 2020\na,b,c\n1,2,3\n3,4,5\n", "leave out what stands above line 3 (CsvOptions.SkippedLines)")]
    public void Open_TitleAboveTheNames_SaysWhichLinesToLeaveOut(string content, string words)
    {
        var path = folder.Write("t.csv", content);

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",a,b\nr1,red,blue\nr2,blue,red\n", CsvHeader.Detect)]
    [InlineData(",a,b\n0,1,2\n1,3,4\n", CsvHeader.Detect)]
    [InlineData(",a,b\nr1,red,blue\nr2,red,5\n", CsvHeader.Present)]
    public void Open_FirstNameThatIsBlank_IsNoTitle(string content, CsvHeader header)
    {
        var source = (TableRowSource)RowSourceFactory.Open(folder.Write("t.csv", content), new RowSourceOptions { Inference = new ColumnInference(), Csv = new CsvOptions { Header = header } });

        Assert.Equal(["column1", "a", "b"], source.Profile!.Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData(true, "32-bit units (UTF-32)")]
    [InlineData(false, "16-bit units (UTF-16) without the byte order mark")]
    public void Open_TextOfWideUnits_SaysSo(bool is32Bits, string words)
    {
        var path = folder.Write("t.csv", "");
        Encoding encoding = is32Bits ? new UTF32Encoding(bigEndian: false, byteOrderMark: false) : new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        File.WriteAllBytes(path, encoding.GetBytes("a,b\n1,2\n3,4\n"));

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameThatDiffersByCaseAlone_IsShown()
    {
        var path = folder.Write("t.csv", "Air Temp,b\n1,2\n3,4\n");

        Assert.Contains(
            "; 'Air Temp' differs by case, blanks, _ or - alone",
            Assert.Throws<VaeDataException>(() => new CsvRowSource(path, new CsvOptions { IgnoredColumns = ["air_temp"] })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "('air_temp' and 'Air Temp' differ by case, blanks, _ or - alone)",
            Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Columns = TableSchema.Numeric(["air_temp", "b"]) })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("H1")]
    [InlineData("Q4")]
    public void Infer_HalvesAndQuartersOfManyYears_AreNoNumbersWithAUnit(string part) =>
        Assert.Equal("dates", Assert.Single(Inspect(60, i => Invariant($"{1990 + (i * 7 % 30)}{part}"))).Code);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private ImmutableArray<DataWarning> Inspect(int rows, Func<int, string> value)
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => Invariant($"{value(i)},{(i * 37 % 41) + 0.5}\n"))));
        return RowSourceFactory.Inspect(path).Profile.Warnings;
    }
}
