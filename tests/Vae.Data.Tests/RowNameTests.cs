using System.Globalization;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Columns that name rows, hold times, or know the labels.</summary>
public sealed class RowNameTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("01{1:000}", "leading-zeros", "such as 01001, as codes and numbers of telephones have; if they are names, declare it categorical (ColumnInference.Kinds)")]
    [InlineData("12345678901234567{0:00}", "digits-lost", "such as 1234567890123456700, whose last digits a 64-bit float does not keep")]
    [InlineData("03/{1:00}/2020", "dates", "what look like dates, such as '03/01/2020', which new rows will not have; leave it out (TableOptions.IgnoredColumns), or write it with the year first")]
    [InlineData("3/{1}/20 10:15 PM", "dates", "what look like dates")]
    [InlineData("Mar {1}, 2020", "dates", "what look like dates")]
    public void Infer_CodesLongNumbersAndDatesInAnyOrder_AreToldOf(string format, string code, string words)
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i * 7 % 60, 1 + (i % 9))}\",{(i * 37 % 41) + 0.5}\n"))));

        var warning = Assert.Single(RowSourceFactory.Inspect(path).Profile.Warnings);

        Assert.Equal((code, "a"), (warning.Code, warning.Column));
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.{1}.10")]
    [InlineData("10.0.0.{1}")]
    [InlineData("{1}0")]
    [InlineData("0.{1}")]
    public void Infer_VersionsAddressesAndOrdinaryNumbers_AreNot(string format)
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i, 1 + (i % 9))},{(i * 37 % 41) + 0.5}\n"))));

        Assert.Empty(RowSourceFactory.Inspect(path).Profile.Warnings);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(12_000)]
    public void Infer_TimesThatAllDiffer_AreAnErrorThatSaysWhatToDo(int rows)
    {
        var content = Table(rows, "when", i => new DateTime(2020, 3, 9, 10, 0, 0).AddSeconds(i).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

        var message = Assert.Throws<VaeDataException>(() => Open(content)).Message;

        Assert.Contains($"'when' has {rows} different texts in {rows} rows and holds dates", message, StringComparison.Ordinal);
        Assert.Contains("TableOptions.Dates", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_DatesThatComeAgain_AreToldOf() =>
        Assert.Contains(Open(Table(200, "d", i => $"2020-01-{(i % 28) + 1:00}")).Warnings, warning => warning is { Code: "dates", Column: "d" });

    [Theory]
    [InlineData("counter", "n", 0, 1)]
    [InlineData("counter", "n", 1000, 1)]
    [InlineData("rises", "n", 7, 3)]
    [InlineData("dates", "t", 1732780800, 60)]
    public void Infer_NumbersThatRise_AreToldOf(string code, string name, long start, long step)
    {
        var warnings = Open(Table(200, name, i => (start + (step * i)).ToString(CultureInfo.InvariantCulture))).Warnings;

        Assert.Equal([(code, name)], warnings.Select(warning => (warning.Code, warning.Column)));
        Assert.Contains("TableOptions.IgnoredColumns", warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_DatesOfDigits_AreToldOf() =>
        Assert.Equal("dates", Assert.Single(Open(Table(100, "d", i => $"202001{(i * 7 % 28) + 1:00}")).Warnings).Code);

    [Fact]
    public void Infer_NumbersOfRowsInAnyOrder_AreToldOf() =>
        Assert.Equal("names-rows", Assert.Single(Open(Table(101, "x", i => (i * 37 % 101).ToString(CultureInfo.InvariantCulture))).Warnings).Code);

    [Fact]
    public void Infer_MeasuredNumbers_GiveNoWarning() => Assert.Empty(Open(Table(500, "x", i => ((i * 7919 % 1009) / 16.0).ToString(CultureInfo.InvariantCulture))).Warnings);

    [Fact]
    public void Infer_SecondLabelColumn_IsToldOf()
    {
        var content = "a,b,label\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{(i * 7919 % 1009) / 16.0:F4},{(i % 20 == 0 ? 1 : 0)},{(i % 20 == 0 ? 1 : 0)}\n"));

        var warning = Assert.Single(Open(content, options => options with { LabelColumn = "label" }).Warnings);

        Assert.Equal(("ranks-labels", "b"), (warning.Code, warning.Column));
        Assert.Contains("AUC 1.00", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-999", 40)]
    [InlineData("-1", 60)]
    [InlineData("9999", 30)]
    public void Infer_ValueThatStandsApartAndIsThereOften_IsHintedAt(string sentinel, int count)
    {
        var content = Table(400, "x", i => i % (400 / count) == 0 ? sentinel : (20 + ((i * 7919 % 1009) / 16.0)).ToString(CultureInfo.InvariantCulture));

        var warning = Assert.Single(Open(content).Warnings);

        Assert.Equal("sentinel", warning.Code);
        Assert.Contains($"TableOptions.MissingTexts = {sentinel}", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 100, 10, true)] // as a blood sugar that was not measured
    [InlineData(-100, -40, 10, true)]
    [InlineData(1, 100, 10, false)] // as payments, which may be none
    [InlineData(-100, 100, 10, false)]
    [InlineData(40, 100, 2, false)] // the rule, not a habit
    [InlineData(40, 100, 200, false)]
    [InlineData(40, 55, 10, false)] // codes or grades
    public void Infer_ZeroThatStandsApartAndIsThereOften_IsHintedAt(int least, int most, int every, bool isHinted)
    {
        var content = Table(400, "x", i => i % every == 0 ? "0" : (least + (i * 7919 % (most - least + 1))).ToString(CultureInfo.InvariantCulture));

        var warnings = Open(content).Warnings;

        Assert.Equal(isHinted ? 1 : 0, warnings.Count);
        Assert.All(warnings, warning =>
        {
            Assert.Equal("sentinel", warning.Code);
            Assert.Contains($"holds 0 in {400 / every} of 400 rows, apart from all other values, which go from {least} to {most}", warning.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Infer_DateThatIsAskedFor_BecomesSinesAndCosines()
    {
        var content = "when,x\n2020-03-09 06:00:00,1\n2020-03-09 12:00:00,2\n2020-03-10T18:00:00Z,3\n";
        var source = Open(content, options => options with { Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour] } });

        Assert.Equal(["when.hour.sin", "when.hour.cos", "x"], source.ColumnNames!);
        Assert.Equal([1, 0, 1, 0, -1, 2, -1, 0, 3], DataFolder.ReadAll(source).Select(value => (float)Math.Round(value, 5)));
    }

    [Fact]
    public void Open_ColumnsOfAModelWithDates_AreMadeOfTheTimesWithoutBeingAsked()
    {
        var source = new CsvRowSource(
            folder.Write("t.csv", "x,when\n5,2020-03-09 06:00:00\n"), new CsvOptions { Columns = TableSchema.Numeric(["when.hour.sin", "when.hour.cos", "x"]) });

        Assert.Equal([1, 0, 5], DataFolder.ReadAll(source).Select(value => (float)Math.Round(value, 5)));
    }

    [Fact]
    public void Infer_DateThatIsAskedForAndIsNone_NamesThePlace()
    {
        var dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour] };

        Assert.Contains(
            "column 'when' (number 1): found 'soon', a date or a time was wanted",
            Assert.Throws<VaeDataException>(() => Open("when,x\n2020-03-09,1\nsoon,2\n", options => options with { Dates = dates })).Message,
            StringComparison.Ordinal);
    }

    private static string Table(int rows, string name, Func<int, string> value) =>
        $"{name},y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{value(i)},{((i * 6007 % 1013) / 8.0).ToString(CultureInfo.InvariantCulture)}\n"));

    private CsvRowSource Open(string content, Func<CsvOptions, CsvOptions>? change = null)
    {
        var options = new CsvOptions { Inference = new ColumnInference() };
        return new CsvRowSource(folder.Write("t.csv", content), change?.Invoke(options) ?? options);
    }
}
