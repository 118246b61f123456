using System.Globalization;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>Small tables as people export them, whose values are written so that they may be taken for something else: each is refused or told of, and what is meant well is not.</summary>
public sealed class SpelledTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{0} 1/2", "with fractions; write 3.5 in place of 3 1/2")]
    [InlineData("{0}-3/8\"", "with fractions")]
    [InlineData("{0}\u00BD", "with fractions")]
    [InlineData("{0}/640", "that are fractions, or two in one")]
    [InlineData("Rs. {0}", "with a currency")]
    [InlineData("R$ {0},50", "with a currency")]
    [InlineData("($ {0}.25)", "with a currency")]
    [InlineData("{0} kr", "with a currency")]
    [InlineData("12,{0},300", "with separated thousands")] // lakhs
    [InlineData("{0}.5 x 10^3", "with a power of ten; write e in place of x 10^")]
    [InlineData("{0}\u00D710\u00B3", "with a power of ten")]
    [InlineData("{0} days 01:02:03", "as hours, minutes and seconds")]
    [InlineData("1:{0} PM", "as hours, minutes and seconds")]
    [InlineData("=\"{0}\"", "as formulas of a spreadsheet")]
    [InlineData("[{0}, 2.5]", "in lists; write each number in a column of its own")]
    [InlineData("52.{0}, 13.4", "in lists")]
    public void Inspect_NumbersInASpellingThatIsNotRead_AreRefusedByName(string format, string words)
    {
        var found = Inspect(60, i => string.Format(CultureInfo.InvariantCulture, format, 20 + (i * 7 % 30)));

        var error = Assert.Single(found.Errors);
        Assert.Contains("line 2, column 'a' (number 1)", error, StringComparison.Ordinal);
        Assert.Contains("60 of the column's 60 values look like numbers " + words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("marks a missing value", error, StringComparison.Ordinal); // where all are so, none does
        Assert.Equal(1, Assert.Single(found.RefusedColumns));
    }

    [Fact]
    public void Inspect_BoundsBesideMeasuredNumbers_AreNoNames() =>
        Assert.Contains("40 of the column's 60 values look like numbers that are bounds", Assert.Single(Inspect(60, i => i % 3 > 0 ? "<5" : Invariant($"{5 + (i * 0.1)}")).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("{0}-{1}")]
    [InlineData("{0} \u2013 {1}")]
    [InlineData("{0} to {1}")]
    [InlineData("[{0}, {1})")]
    [InlineData("${0}-${1}")]
    public void Inspect_Ranges_AreToldOfOnce(string format) =>
        AssertTold("ranges", "learned as names without an order", i => i % 9 == 8 ? "90+" : string.Format(CultureInfo.InvariantCulture, format, 10 * (i % 9), (10 * (i % 9)) + 9));

    [Theory]
    [InlineData("{0} mg", "different numbers with a unit")]
    [InlineData("{0}GB", "different numbers with a unit")]
    [InlineData("0{0}:30", "different numbers as hours")]
    public void Inspect_AFewNumbersWithAUnit_AreToldOf(string format, string words) =>
        AssertTold("numbers-as-names", words, i => string.Format(CultureInfo.InvariantCulture, format, 1 + (i % 5)));

    [Theory]
    [InlineData("1st", "2nd", "3rd", "4th")]
    [InlineData("2door", "4door", "2door", "4door")]
    [InlineData("3D", "1A", "2B", "5C")]
    public void Inspect_AFewNamesThatBeginWithANumber_AreNamesWithoutAWord(params string[] names) =>
        Assert.DoesNotContain(Inspect(60, i => names[i % 4]).Profile.Warnings, warning => warning.Code == "numbers-as-names");

    [Theory]
    [InlineData("00-9{0}")] // places in Poland
    [InlineData("3-{0}b")]
    [InlineData("{0}-1")] // falls
    [InlineData("555-01{0}")]
    public void Inspect_CodesWithADash_AreNoRanges(string format) =>
        Assert.DoesNotContain(Inspect(60, i => string.Format(CultureInfo.InvariantCulture, format.StartsWith("555", StringComparison.Ordinal) ? "x" + format : format, 20 + (i % 9))).Profile.Warnings, warning => warning.Code == "ranges");

    [Theory]
    [InlineData("20{0}{1:00}", "months")]
    [InlineData("16841{0}{1:00}0123", "since 1970")] // thousandths
    [InlineData("16841{0}{1:00}0123000", "since 1970")] // millionths
    [InlineData("16841{0}{1:00}0123000000", "since 1970")]
    public void Inspect_TimesThatAreNumbers_AreToldOf(string format, string words) =>
        Assert.Contains(words, Assert.Single(Inspect(60, i => string.Format(CultureInfo.InvariantCulture, format, 10 + (i * 7 % 13), 1 + (i * 5 % 12))).Profile.Warnings, warning => warning.Code == "dates").Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_DaysOfASpreadsheetByTheirName_AreToldOf() =>
        Assert.Contains("days since 1900 as spreadsheets count them", Assert.Single(Inspect(60, i => Invariant($"{44927 + (i * 37 % 365)}.25"), "order date").Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_IdsNearATime_AreNoTimes() =>
        Assert.Equal("digits-lost", Assert.Single(Inspect(60, i => Invariant($"10000000000{i * 37 % 61:00}00000")).Profile.Warnings, warning => warning.Code is "dates" or "digits-lost").Code);

    [Fact]
    public void Inspect_DigitsOfVeryLongIds_AreToldOf() => AssertTold("digits-lost", "whose last digits a 64-bit float does not keep", i => Invariant($"123456789012345678901{(i * 37) + 100}"));

    [Fact]
    public void Inspect_OneCodeOfManyThatBeginsWithZero_IsToldOf() => AssertTold("leading-zeros", "such as 01234", i => i == 7 ? "01234" : Invariant($"{20000 + (i * 7919 % 70000)}"));

    [Fact]
    public void Inspect_VersionsThatAreOneNumber_AreToldOf() => AssertTold("same-number", "'a' holds both 1.1 and 1.10, which are one number", i => new[] { "1.1", "1.10", "1.2", "2.0" }[i * 7 % 4]);

    [Fact]
    public void Inspect_PricesWithTwoDigits_AreNoVersions() => Assert.Empty(Inspect(60, i => Invariant($"{(i * 17 % 41) / 10.0:F2}")).Profile.Warnings);

    [Fact]
    public void Inspect_CodesThatLookLikeExponents_AreToldOf() => AssertTold("exponents", "such as 4E10 in 15 of 60 rows, which is read as 40000000000", i => i % 4 == 0 ? "4E10" : Invariant($"{1000 + (i * 7 % 31)}"));

    [Fact]
    public void Inspect_ExponentsAsProgramsWriteThem_AreNot() => Assert.Empty(Inspect(60, i => Invariant($"{1 + (i * 7 % 31)}e-05")).Profile.Warnings);

    [Fact]
    public void Inspect_NamesThatDifferByCase_AreToldOf() => AssertTold("case-alone", "'TCP' and 'tcp'", i => i % 3 == 0 ? "TCP" : i % 3 == 1 ? "tcp" : "udp");

    [Fact]
    public void Inspect_NameThatMarksAMissingValue_IsToldOf() => AssertTold("missing-as-name", "(TableOptions.MissingTexts = --)", i => i % 9 == 0 ? "--" : i % 2 == 0 ? "x" : "y");

    [Fact]
    public void Inspect_DatesWithGaps_AreDates() => Assert.Contains(Inspect(60, i => i % 5 == 0 ? "NaT" : Invariant($"2023-01-{1 + (i % 9):00}")).Profile.Warnings, warning => warning.Code == "dates");

    [Fact]
    public void Inspect_ColumnsThatAreTheSame_AreToldOfInOneLine()
    {
        var path = folder.Write("t.csv", "a,b,c,d,zero,none\n" + string.Concat(Enumerable.Range(0, 60).Select(i => Invariant($"{i * 37 % 41},{"xyz"[i % 3]},{i * 37 % 41}.0,{"xyz"[i % 3]},0,0\n"))));

        var warning = Assert.Single(RowSourceFactory.Inspect(path).Profile.Warnings);
        Assert.Equal("same-columns", warning.Code);
        Assert.Contains("'a' and 'c'; 'b' and 'd' hold the same value in every row", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ColumnsThatDifferInOneRow_AreNotTheSame()
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(i => Invariant($"{i * 37 % 41},{(i == 59 ? 50 : i * 37 % 41)}\n"))));

        Assert.Empty(RowSourceFactory.Inspect(path).Profile.Warnings);
    }

    [Fact]
    public void Inspect_LastRowThatSumsUpTheOthersWithoutAWord_IsToldOf()
    {
        var amounts = Enumerable.Range(0, 60).Select(i => (i * 37 % 41) + 0.25).ToArray();
        var path = folder.Write("t.csv", "day,amount\n" + string.Concat(amounts.Select((amount, i) => Invariant($"{i % 7},{amount}\n"))) + Invariant($",{amounts.Sum()}\n"));

        var warning = Assert.Single(RowSourceFactory.Inspect(path).Profile.Warnings);
        Assert.Equal("totals", warning.Code);
        Assert.Contains("the last row holds the sum of all rows above it in 'amount'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_SameFaultOfManyColumns_IsOneLine()
    {
        var path = folder.Write("t.csv", string.Join(',', Enumerable.Range(0, 12).Select(i => $"c{i}")) + "\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => string.Join(',', Enumerable.Range(0, 12).Select(column => i * 7 % 5 == 0 ? "-999" : Invariant($"{(i * (37 + (3 * column)) % 41) + 0.5}"))) + "\n")));

        var warnings = RowSourceFactory.Inspect(path).Profile.Warnings;
        Assert.Equal(6, warnings.Length);
        Assert.Contains("(sentinel) is to be said of 7 more columns: 'c5', 'c6'", warnings[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\na,b\n5,6\n", "1 of 4 rows cannot be read")]
    [InlineData("a,b\n1,2,3\n4,5,6\n", "give a name to the first field, where it is the name of the row as R writes one")]
    [InlineData("a,b\n1,2\n3\n5,6\n", "found 1 fields where the first line has 2")]
    public void Inspect_RowsThatTrainingWouldRefuse_AreAnError(string content, string words)
    {
        var found = RowSourceFactory.Inspect(folder.Write("t.csv", content));

        Assert.Contains(words, found.Errors[0], StringComparison.Ordinal);
        Assert.Empty(found.RefusedColumns);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void AssertTold(string code, string words, Func<int, string> value)
    {
        var found = Inspect(60, value);
        Assert.Empty(found.Errors);
        Assert.Contains(words, Assert.Single(found.Profile.Warnings, warning => warning.Code == code).Message, StringComparison.Ordinal);
    }

    private TableInspection Inspect(int rows, Func<int, string> value, string name = "a") => RowSourceFactory.Inspect(folder.Write("t.csv", name + ",b\n" + string.Concat(Enumerable.Range(0, rows)
        .Select(i => Invariant($"\"{value(i).Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(i * 37 % 41) + 0.5}\n")))));
}
