using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>What several columns, or all rows, give reason to tell of, and what a pass over new rows does.</summary>
public sealed class TellingTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b,c,total", "'total' is the sum of 'a', 'b' and 'c', in every row")]
    [InlineData("total,a,b,c", "'total' is the sum of 'a', 'b' and 'c', in every row")]
    [InlineData("open,x,change,close", "'close' is the sum of 'open' and 'change', in every row")]
    public void Inspect_ColumnThatIsTheSumOfOthers_IsToldOfOnce(string header, string words)
    {
        var warning = Assert.Single(Inspect(header, ',', Parts).Profile.Warnings);

        Assert.Equal("sum-columns", warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_SumThatIsWrongInOneRow_IsNone() =>
        Assert.Empty(Inspect("a,b,c,total", ',', (name, i) => i == 41 && name == "total" ? "1" : Parts(name, i)).Profile.Warnings);

    [Fact]
    public void Inspect_ColumnsThatAreTheSameButForGaps_AreToldOf()
    {
        var warning = Assert.Single(Inspect("a,b,x", ',', (name, i) => name == "x" ? Measured(i * 13) : name == "b" && i % 11 == 0 ? "" : Measured(i)).Profile.Warnings);

        Assert.Equal(("same-columns", "b"), (warning.Code, warning.Column));
        Assert.Contains("'a' and 'b' hold the same value in each of the first 120 rows in which both hold one", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ColumnsWithGapsThatDifferInOneRow_AreNotTheSame() =>
        Assert.Empty(Inspect("a,b,x", ',', (name, i) => name == "x" ? Measured(i * 13) : name == "b" && i % 11 == 0 ? "" : name == "b" && i == 60 ? "0.25" : Measured(i)).Profile.Warnings);

    [Theory]
    [InlineData(1000, 700, true)]
    [InlineData(0.001, 700, true)]
    [InlineData(10, 700, false)]
    [InlineData(1000, 20_000, true)]
    public void Inspect_UnitThatIsChangedWithinATable_IsToldOf(double factor, int row, bool isTold)
    {
        var text = new StringBuilder("a,x\n");
        for (var i = 0; i < 2 * row; i++)
        {
            text.Append(Invariant($"{(5 + (i * 7919 % 997 / 100.0)) * (i < row + 37 ? 1 : factor):F4},{i * 7907 % 991 / 7.0:F3}\n"));
        }

        var warnings = RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString())).Profile.Warnings;

        Assert.Equal(isTold ? ["parts-differ"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? "'a' holds numbers of about 9." : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
        if (isTold)
        {
            // The line of names is the first, and 37 rows behind the middle are as before.
            var places = System.Text.RegularExpressions.Regex.Match(warnings[0].Message, @"before line (\d+) and of about \S+ from line (\d+) on").Groups;
            Assert.InRange(row + 37 + 2, int.Parse(places[1].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(places[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Inspect_CounterThatIsTheSameInSeveralRows_IsToldOf() =>
        Assert.Contains("'a' never falls from one row to the next", Assert.Single(Inspect("a,x", ',', (name, i) => name == "x" ? Measured(i) : Invariant($"{12000 + (i / 2)}")).Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_NameInLettersOfAnotherEncoding_IsToldOf() =>
        Assert.Equal("garbled", Assert.Single(Inspect("Gr\u00C3\u00B6\u00C3\u009Fe,x", ',', (name, i) => Measured(name == "x" ? i : i * 13)).Profile.Warnings).Code);

    [Fact]
    public void Inspect_NameThatIsTooLong_IsAnErrorOfTheFile() =>
        Assert.Contains("column 'xxx", Assert.Throws<VaeDataException>(() => Inspect(new string('x', 3000) + ",y", ',', (_, i) => Measured(i))).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_TextOf16Bits_IsNotCutShort()
    {
        var text = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("x,name\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{Measured(i)},{(i % 2 == 0 ? "K\u00F6ln" : "Bonn")}\n"))));

        Assert.Empty(RowSourceFactory.Inspect(folder.Write("t.csv", text.ToArray())).Profile.Warnings);
    }

    [Fact]
    public void Inspect_MeasuredRowsThatComeAgain_AreToldOf()
    {
        var warning = Assert.Single(Inspect("a,x", ',', (name, i) => name == "x" ? Measured(i % 40 * 13) : Measured(i % 40)).Profile.Warnings);

        Assert.Equal("repeated-rows", warning.Code);
        Assert.Contains("80 of 120 rows repeat an earlier one in every column, though 'a' holds 40 different numbers", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80_000, 1, true)]
    [InlineData(160_000, 1, false)]
    [InlineData(160_000, 2, false)]
    [InlineData(160_000, 3, false)]
    public void Inspect_MoreRowsThanAreKept_AreToldOfWhereDifferentOnesComeAgain(int different, int every, bool isTold)
    {
        // With 2 and 3, every other row or two of three are one and the same, which says nothing of the others.
        var text = new StringBuilder("a,x\n");
        for (var i = 0; i < 160_000; i++)
        {
            var row = i % every == 0 ? i % different : 0;
            text.Append(Invariant($"{(row * 7919L % 999_983) / 8.0},{(row * 104_729L % 999_979) / 16.0}\n"));
        }

        var warnings = RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString())).Profile.Warnings;

        Assert.Equal(isTold, warnings.Any(warning => warning.Code == "repeated-rows" && warning.Message.Contains("some 100 % of the different rows among 160000 come more than once", StringComparison.Ordinal)));
        Assert.Equal(isTold, warnings.Any(warning => warning.Code == "repeated-rows"));
    }

    [Fact]
    public void Inspect_RowsOfAFewGradesThatComeAgain_AreNot() =>
        Assert.DoesNotContain(Inspect("a,x", ',', (name, i) => Invariant($"{(name == "x" ? i * 7 % 5 : i * 3 % 4)}.5")).Profile.Warnings, warning => warning.Code == "repeated-rows");

    [Theory]
    [InlineData(';', "17", true)]
    [InlineData(';', "0.5", false)]
    [InlineData(';', "5.0", false)]
    [InlineData(',', "17", false)]
    public void Inspect_PointsBeforeThreeDigitsAlone_AreToldOfWhereSemicolonsPartFields(char delimiter, string other, bool isTold)
    {
        var warnings = Inspect("turnover,x", delimiter, (name, i) => name == "x" ? i == 7 ? other : Invariant($"{i * 13 % 50}") : Invariant($"{1 + (i * 37 % 97)}.{100 + (i * 7919 % 899)}")).Profile.Warnings;

        Assert.Equal(isTold, warnings.Any(warning => warning.Code == "thousands" && warning.Message.Contains("the only points are those before the last three digits of numbers in 'turnover'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_ColumnWithoutAValueAndTimesWithoutAnHour_AreToldOfByThePass()
    {
        var wanted = new TableSchema([.. new[] { "a", "b", "t.hour.sin", "t.hour.cos" }.Select(name => TableColumn.Numeric(name))]);
        string Cell(string name, int i) => name == "t" ? Invariant($"2024-03-{1 + (i % 28):00}") : name == "b" ? "" : Measured(i);

        var warnings = ReadAll(Write("t,b,a", ',', Cell), wanted);

        Assert.Equal(["no-value", "dates"], warnings.Select(warning => warning.Code));
        Assert.Contains("column 'b' holds no value in any of the 120 rows", warnings[0].Message, StringComparison.Ordinal);
        Assert.Contains("none of the times in column 't' of 120 rows has a time of day", warnings[1].Message, StringComparison.Ordinal);
        Assert.Empty(ReadAll(Write("t,b,a", ',', (name, i) => i == 77 ? name == "t" ? "2024-03-01 10:00" : "1" : Cell(name, i)), wanted));
    }

    [Fact]
    public void Open_TableWithoutAColumn_DoesNotBlameTheTimes()
    {
        var wanted = new TableSchema([.. new[] { "a", "b", "t.hour.sin", "t.hour.cos" }.Select(name => TableColumn.Numeric(name))]);

        var lacking = Assert.Throws<VaeDataException>(() => ReadAll(Write("t,a", ',', (name, i) => name == "t" ? "2024-03-01 10:00" : Measured(i)), wanted));
        var untimed = Assert.Throws<VaeDataException>(() => ReadAll(Write("a,b", ',', (_, i) => Measured(i)), wanted));
        var unnamed = Assert.Throws<VaeDataException>(() => ReadAll(folder.Write("t.csv", "1,2,2024-03-01 10:00\n3,4,2024-03-01 11:00\n"), wanted, CsvHeader.Absent));

        Assert.Contains("has no column 'b', which the model was trained on;", lacking.Message, StringComparison.Ordinal);
        Assert.Contains("has no column 't', which the model was trained on;", untimed.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be taken by their place, for it learned from parts of the times in 't'; name the columns", unnamed.Message, StringComparison.Ordinal);
    }

    private static string Measured(int i) => Invariant($"{i * 7919 % 997 / 100.0:F2}");

    private static string Parts(string name, int i) => name switch
    {
        "total" => Invariant($"{((i * 37 % 101) + (i * 53 % 89) + (i * 71 % 97)) / 8.0}"),
        "close" => Invariant($"{((i * 37 % 101) + (i * 53 % 89) - 40) / 100m}"),
        "a" => Invariant($"{i * 37 % 101 / 8.0}"),
        "b" => Invariant($"{i * 53 % 89 / 8.0}"),
        "c" => Invariant($"{i * 71 % 97 / 8.0}"),
        "open" => Invariant($"{i * 37 % 101 / 100m}"),
        "change" => Invariant($"{((i * 53 % 89) - 40) / 100m}"),
        _ => Measured(i),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static IReadOnlyList<DataWarning> ReadAll(string path, TableSchema wanted, CsvHeader header = CsvHeader.Detect)
    {
        var source = new CsvRowSource(path, new CsvOptions { Columns = wanted, InvalidRows = InvalidRowHandling.Nan, Header = header });
        _ = DataFolder.ReadAll(source);
        return source.LastTally!.Warnings();
    }

    private TableInspection Inspect(string header, char delimiter, Func<string, int, string> cell) => RowSourceFactory.Inspect(Write(header, delimiter, cell));

    private string Write(string header, char delimiter, Func<string, int, string> cell)
    {
        var names = header.Split(',');
        var text = new StringBuilder().AppendJoin(delimiter, names).Append('\n');
        for (var i = 0; i < 120; i++)
        {
            text.AppendJoin(delimiter, names.Select(name => cell(name, i))).Append('\n');
        }

        return folder.Write("t.csv", text.ToString());
    }
}
