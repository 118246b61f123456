using System.Globalization;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>What columns are taken for, by all of their values.</summary>
public sealed class ColumnKindTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("-")]
    [InlineData("None")]
    [InlineData("#N/A")]
    [InlineData("<1")]
    [InlineData("0x000b")]
    [InlineData("12.5%")]
    [InlineData("$5")]
    [InlineData("\"1,234.5\"")]
    [InlineData("\"1,5\"")]
    [InlineData("5 kg")]
    [InlineData("1:30:00")]
    [InlineData("1.5D+03")]
    [InlineData("\uFEFF7")]
    [InlineData("abc")]
    public void Infer_OneTextAmongNumbers_IsAnErrorThatNamesThePlaceAndWhatToDo(string odd)
    {
        foreach (var (rows, at) in new[] { (200, 77), (11_000, 10_500), (11_000, 3) })
        {
            var message = Assert.Throws<VaeDataException>(() => Open(Column(rows, i => i == at ? odd : Value(i)))).Message;

            Assert.Contains($"line {at + 2}, column 'b' (number 2): found '", message, StringComparison.Ordinal);
            Assert.Equal(!odd.Contains(','), message.Contains("TableOptions.MissingTexts = ", StringComparison.Ordinal)); // what has a comma would be two texts of a list
            Assert.Contains("set Training.InvalidRows to Skip", message, StringComparison.Ordinal);
            Assert.Contains("ColumnInference.Kinds", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"0,5\"", "numbers with a decimal comma, as this looks, are not read: say so (TableOptions.DecimalComma)")]
    [InlineData("12.5%", "numbers in percent, as this looks, are not read: take the signs away")]
    [InlineData("abc", "a number was wanted (with a point, as in 1.5)")]
    public void Read_NumbersInASpellingThatIsNotRead_SayWhatToDoWhereAModelKnowsTheColumn(string odd, string words)
    {
        var source = (TableRowSource)RowSourceFactory.Open(
            folder.Write("t.csv", "a,b\n1,2\n" + string.Concat(Enumerable.Repeat($"1,{odd}\n", 5))),
            new RowSourceOptions { Columns = TableSchema.Numeric(["a", "b"]), Csv = new CsvOptions { InvalidRows = InvalidRowHandling.Nan } });
        DataFolder.ReadAll(source);

        var warning = Assert.Single(source.LastTally!.Warnings()).Message;

        Assert.StartsWith("5 of 6 rows", warning, StringComparison.Ordinal);
        Assert.Contains(words, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_NumberBeyondA32BitFloat_SaysThatTrainingRefusesIt()
    {
        var path = folder.Write("huge.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i % 7},{(i == 30 ? "1e39" : Value(i))}\n")));

        Assert.Contains("line 32, column 'b' (number 2): found '1e39', which is beyond a 32-bit float", Assert.Single(RowSourceFactory.Inspect(path).Errors), StringComparison.Ordinal);
        Assert.Contains("found '1e39'", Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-01-{0:00}", true)]
    [InlineData("2020-01-{0:00} 10:00", false)]
    public void Infer_HourOfDatesWithoutATimeOfDay_IsWarnedOf(string format, bool isTold)
    {
        var path = folder.Write("dates.csv", "when,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"{string.Format(CultureInfo.InvariantCulture, format, 1 + (i % 28))},{Value(i)}\n"))));
        var options = new RowSourceOptions { Inference = new ColumnInference(), Csv = new CsvOptions { Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Weekday] } } };

        var warnings = ((TableRowSource)RowSourceFactory.Open(path, options)).Warnings;

        Assert.Equal(isTold ? ["'when' holds dates without a time of day, so that its hour is 0 in every row; leave that part out (TableOptions.Dates)."] : [], warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void Infer_OneTextAmongNumbersThatIsSaidToBeMissing_IsNaN()
    {
        var source = Open(Column(200, i => i == 77 ? "-" : Value(i)), options => options with { MissingTexts = ["-"] });

        Assert.Null(source.Columns);
        Assert.Equal([77], Enumerable.Range(0, 200).Where(i => float.IsNaN(DataFolder.ReadAll(source)[(2 * i) + 1])));
        Assert.Equal(1, source.Profile!.Columns[1].Missing);
    }

    [Fact]
    public void Infer_OneTextAmongNumbersWhereInvalidRowsAreNaN_IsARowOfNaN()
    {
        var source = Open(Column(200, i => i == 77 ? "-" : Value(i)), options => options with { InvalidRows = InvalidRowHandling.Nan });

        var all = DataFolder.ReadAll(source);

        Assert.Equal([77], Enumerable.Range(0, 200).Where(i => float.IsNaN(all[2 * i]) && float.IsNaN(all[(2 * i) + 1])));
        Assert.Contains(source.Warnings, warning => warning.Code == "refused-values" && warning.Message.Contains("line 79", StringComparison.Ordinal));
        Assert.Equal(1, source.LastTally!.InvalidRows);
    }

    [Theory]
    [InlineData("Infinity", float.PositiveInfinity)]
    [InlineData("+Inf", float.PositiveInfinity)]
    [InlineData("inf", float.PositiveInfinity)]
    [InlineData("-INF", float.NegativeInfinity)]
    [InlineData("-Infinity", float.NegativeInfinity)]
    [InlineData("1.#INF", float.PositiveInfinity)]
    [InlineData("\u221E", float.PositiveInfinity)]
    [InlineData("nan", float.NaN)]
    [InlineData("-nan", float.NaN)]
    [InlineData("-nan(ind)", float.NaN)]
    [InlineData("1.#QNAN", float.NaN)]
    [InlineData("-1.#IND", float.NaN)]
    public void Infer_EverySpellingOfInfinityAndNaN_IsANumber(string text, float expected)
    {
        var source = Open($"a,b\n1,{text}\n2,5\n");

        Assert.Null(source.Columns);
        Assert.Equal([1, expected, 2, 5], DataFolder.ReadAll(source));
    }

    [Theory]
    [InlineData("Infinity", "an infinity")]
    [InlineData("", "no value")]
    public void Infer_MissingOrInfiniteWhereThatIsRefused_NamesThePlace(string text, string expected)
    {
        var message = Assert.Throws<VaeDataException>(() => Open(Column(200, i => i == 77 ? text : Value(i)), options => options with { RefusesMissing = true })).Message;

        Assert.Contains($"line 79, column 'b' (number 2): found {expected}, as in 1 of 200 rows", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_MissingInACategoricalColumnWhereThatIsRefused_NamesThePlace()
    {
        var message = Assert.Throws<VaeDataException>(
            () => Open(Column(90, i => i % 10 == 0 ? "" : i % 2 == 0 ? "tcp" : "udp"), options => options with { RefusesMissing = true })).Message;

        Assert.Contains("line 2, column 'b' (number 2): found no value, as in 9 of 90 rows", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0},{1}", ";", "with a decimal comma")]
    [InlineData("{0}.{1}%", ",", "in percent")]
    [InlineData("${0}.{1}", ",", "with a currency")]
    [InlineData("{0} EUR", ",", "with a currency")]
    [InlineData("\"{0},5{1}{1},5{1}{1}.5\"", ",", "with separated thousands")]
    [InlineData("{0}.{1}D+03", ",", "with the exponent of another language")]
    [InlineData("<{0}.{1}", ",", "that are bounds")]
    [InlineData("0x{0}", ",", "in hexadecimal digits")]
    [InlineData("{0} kg", ",", "with a unit")]
    [InlineData("{0}ms", ",", "with a unit")]
    [InlineData("{0}:30:00", ",", "as hours, minutes and seconds")]
    [InlineData("\u2212{0}.{1}", ",", "with a sign of another kind")]
    [InlineData("'{0}'", ",", "between quotes of their own")]
    [InlineData("{0}\u00A0", ",", "with a blank of another kind")]
    [InlineData("{0}*", ",", "with a mark beside them")]
    [InlineData("{0}\u00B1{1}", ",", "with their uncertainty")]
    [InlineData("\u0664{0}", ",", "in digits of another script")]
    public void Infer_NumbersInAnotherSpelling_AreAnErrorThatNamesIt(string format, string delimiter, string expected)
    {
        var content = $"a{delimiter}b\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => $"{i % 7}.5{delimiter}{string.Format(CultureInfo.InvariantCulture, format, (i * 7 % 50) + 10, i % 10)}\n"));

        var message = Assert.Throws<VaeDataException>(() => Open(content)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("line 2, column 'b' (number 2): found '", message, StringComparison.Ordinal);
    }

    /// <summary>Under a decimal comma 1.500 may be 1500: few of them are no names either.</summary>
    [Fact]
    public void Infer_DecimalPointsUnderADecimalComma_AreAnErrorThatNamesThem()
    {
        var content = "a;b\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},5;{(i % 3) + 1}.500\n"));

        var message = Assert.Throws<VaeDataException>(() => Open(content, options => options with { DecimalComma = true })).Message;

        Assert.Contains("found '1.500', a number was wanted", message, StringComparison.Ordinal);
        Assert.Contains("with a decimal point", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_DecimalCommasThatAreSaid_AreRead()
    {
        var source = Open("a;b\n1,5;2\n-0,25;1e2\n", options => options with { DecimalComma = true });

        Assert.Equal([1.5f, 2, -0.25f, 100], DataFolder.ReadAll(source));
        Assert.Contains(
            "found '1.5', a number was wanted",
            Assert.Throws<VaeDataException>(() => DataFolder.ReadAll(new CsvRowSource(folder.Write("p.csv", "a;b\n1.5;2\n"), new CsvOptions { DecimalComma = true }))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5 kg", "10 kg")]
    [InlineData("4G", "5G")]
    [InlineData("0x0800", "0x0806")]
    [InlineData("<18", "65+")]
    public void Infer_AFewNamesThatLookLikeNumbers_StayCategorical(string one, string other)
    {
        var source = Open(Column(60, i => i % 2 == 0 ? one : other));

        Assert.Equal(ColumnKind.Categorical, source.Columns!.Columns[1].Kind);
    }

    [Fact]
    public void Infer_AQuarterOfTexts_StaysCategoricalAndSaysSo()
    {
        var source = Open(Column(200, i => i % 4 == 0 ? "auto" : (i % 5).ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(["auto", "0", "1", "2", "3", "4"], source.Columns!.Columns[1].Levels.Order(StringComparer.Ordinal).OrderByDescending(level => level == "auto"));
        Assert.Contains(source.Warnings, warning => warning is { Code: "numbers-among-names", Column: "b" } && warning.Message.Contains("'auto' on line 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9500)]
    [InlineData(9999)]
    public void Infer_NearlyAllNumbersWhereverTheTextsStand_IsNeverCategorical(int numbers)
    {
        foreach (var first in new[] { 0, numbers })
        {
            var content = Column(10_000, i => i >= first && i < first + 10_000 - numbers ? $"t{i % 3}" : (i % 50).ToString(CultureInfo.InvariantCulture));

            Assert.Contains($"{numbers} of the column's 10000 values are numbers", Assert.Throws<VaeDataException>(() => Open(content)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Infer_DeclaredCategorical_TakesNumbersAsNames()
    {
        var source = Open(Column(60, i => i % 2 == 0 ? "80" : "80.0"), options => options with
        {
            Inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { ["b"] = ColumnKind.Categorical } },
        });

        Assert.Equal(["80"], source.Columns!.Columns[1].Levels.AsEnumerable());
    }

    private static string Value(int i) => ((i * 37 % 1000) / 8.0).ToString(CultureInfo.InvariantCulture);

    private static string Column(int rows, Func<int, string> value) => "a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{Value(i + 3)},{value(i)}\n"));

    private CsvRowSource Open(string content, Func<CsvOptions, CsvOptions>? change = null)
    {
        var options = new CsvOptions { Inference = new ColumnInference() };
        return new CsvRowSource(folder.Write("t.csv", content), change?.Invoke(options) ?? options);
    }
}
