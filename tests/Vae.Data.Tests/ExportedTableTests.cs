using System.Globalization;
using System.Text;
using Vae.Core;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Tables as spreadsheets, pandas, loggers and surveys save them.</summary>
public sealed class ExportedTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b,,", "{0},{1},,", "column 3 has no name and holds nothing")]
    [InlineData("a,,b,,,", "{0},,{1},,,", "columns 2, 4, 5 have no names and hold nothing")]
    public void Open_ColumnsWithoutNameAndValue_AreLeftOutWithAWord(string header, string row, string words)
    {
        var path = Write(header, i => string.Format(CultureInfo.InvariantCulture, row, Number(i), Number(i + 7)));

        var source = (TableRowSource)RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(["a", "b"], source.ColumnNames);
        var warning = Assert.Single(source.Warnings);
        Assert.Equal("blank-columns", warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ValueBelowInAColumnWithoutName_IsAnError()
    {
        var path = Write("a,b,,", i => $"{Number(i)},{Number(i + 7)},{(i == 45 ? "see mail" : "")},");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() }));

        Assert.Contains("line 47: found 'see mail' in column 3, which has no name, and nothing in the first lines", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accents-alone", "'Geneve' and 'Genève'", "Genève", "Geneve", "Bern")]
    [InlineData("accents-alone", "'Zuerich' and 'Zürich'", "Zürich", "Zuerich", "Bern")]
    [InlineData("accents-alone", "'Łodz' and 'Łódź'", "Łódź", "Łodz", "Bern")]
    [InlineData("several-truths", "'y' and 'yes'", "Yes", "Y", "No")]
    [InlineData("several-truths", "'true' and 'wahr'", "TRUE", "WAHR", "FALSE", "FALSCH")]
    [InlineData("abbreviations", "'F' and 'female', of which one may be short for the other", "M", "F", "male", "female")]
    [InlineData("abbreviations", "'POS' and 'positive'", "POS", "neg", "positive", "negative")]
    [InlineData("totals", "'d1 Total' and 'd2 Total' beside the names that they begin with", "d1", "d2", "d1 Total", "d2 Total", "d3")]
    [InlineData("missing-as-name", "holds '–' in", "–", "x", "y")]
    [InlineData("dates", "holds what look like dates, such as '2020-01-02 10:00 CET'", "2020-01-02 10:00 CET", "2020-01-03 11:00 CET", "2020-01-04 12:00 CEST")]
    [InlineData("nested-texts", "holds several values in one, such as '{'a': 1}'", "{'a': 1}", "{'a': 2}", "{'a': 3}")]
    [InlineData("nested-texts", "such as '<b>1</b>'", "<b>1</b>", "<b>2</b>")]
    [InlineData("days-among-names", "'2-Sep' among names such as 'BRCA1', as where a spreadsheet took a name for a day", "2-Sep", "BRCA1", "EGFR", "TP53")]
    [InlineData("ranges", "'Oct-14' among ranges such as '15-19', as where a spreadsheet took a range for a day", "Oct-14", "15-19", "20-24", "25-29")]
    public void Inspect_TextsThatAreMeantOtherwise_AreToldOf(string code, string words, params string[] names) =>
        AssertTold(code, words, "a", i => names[i * 7 % names.Length]);

    [Theory]
    [InlineData("Müller", "Möller", "Miller")]
    [InlineData("yes", "no")]
    [InlineData("Y", "N", "U")]
    [InlineData("N", "S", "W", "E")]
    [InlineData("A", "A plus", "B", "B plus")]
    [InlineData("M", "F", "male")]
    [InlineData("S", "M", "Small", "Medium", "Large")]
    [InlineData("Grand Total", "Partial Total", "x")]
    [InlineData("[0, 10)", "[10, 20)", "(x)")]
    [InlineData("Oct-14", "Nov-14", "Dec-14", "Jan-15", "Feb-15")]
    public void Inspect_OtherNames_AreNotToldOfSo(params string[] names) =>
        Assert.DoesNotContain(Inspect("a", i => names[i * 7 % names.Length]).Profile.Warnings, warning => warning.Code is "accents-alone" or "several-truths" or "nested-texts" or "ranges" or "days-among-names" or "abbreviations");

    [Theory]
    [InlineData("temp={0}.5", "numbers with a name before them; take the name away")]
    [InlineData("{0}x40", "numbers that are two or more in one; write each number in a column of its own")]
    [InlineData("{0} × 4.5 mm", "numbers that are two or more in one")]
    [InlineData("{0}h", "numbers with a unit")]
    [InlineData("ca. {0}.5", "numbers that are bounds")]
    [InlineData("0x1.{0}p3", "numbers in hexadecimal digits")]
    [InlineData("↓ {0}.5", "numbers with a mark beside them")]
    [InlineData("\"\"{0}.5\"\"", "numbers between quotes of their own; take the quotes away")]
    public void Inspect_NumbersBesideWhatIsNone_AreRefused(string format, string words) =>
        Assert.Contains(words, Assert.Single(Inspect("a", i => string.Format(CultureInfo.InvariantCulture, format, 10 + (i * 7 % 31))).Errors), StringComparison.Ordinal);

    [Fact]
    public void Inspect_BinaryDigits_AreRefused() =>
        Assert.Contains("numbers in binary or octal digits", Assert.Single(Inspect("a", i => $"0b{Convert.ToString(16 + (i * 7 % 31), 2)}").Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("unit", "mg,g", true)]
    [InlineData("currency", "EUR,USD,JPY", true)]
    [InlineData("unit", "mg", false)]
    [InlineData("community", "x,y", false)]
    public void Inspect_ColumnOfUnits_IsToldOf(string name, string units, bool isTold)
    {
        var names = units.Split(',');

        Assert.Equal(isTold ? ["units-differ"] : [], Inspect(name, i => names[i * 7 % names.Length]).Profile.Warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData(85)]
    [InlineData(-127)]
    public void Inspect_ValueThatAThermometerGivesWhereItFails_IsToldOf(int value) =>
        AssertTold("sentinel", Invariant($"holds {value} in 3 of 60 rows, apart from all other values"), "a", i => i % 25 == 9 ? Invariant($"{value}") : Number(i));

    [Fact]
    public void Inspect_OneValueThatStandsApart_IsNoMarkOfAMissingOne() =>
        Assert.Empty(Inspect("a", i => i is 9 or 40 ? "85" : Number(i)).Profile.Warnings);

    [Theory]
    [InlineData("Unnamed: 0", "is called as pandas calls the labels of rows")]
    [InlineData("__index_level_0__", "is called as pandas calls the labels of rows")]
    [InlineData("", "has no name, is the first column and holds whole numbers")]
    public void Inspect_LabelsOfRowsThatBeginAnew_AreToldOf(string name, string words) => AssertTold("names-rows", words, name, i => Invariant($"{i % 30}"));

    [Fact]
    public void Inspect_CodesOfWhichASpreadsheetKeptSixDigits_AreToldOf() =>
        AssertTold("digits-lost", "holds whole numbers of 13 digits of which a few are written, such as 1.23450E+12", "account", i => Invariant($"1.23{450 + (i % 9)}E+12"));

    [Theory]
    [InlineData("zip_code", "10115,20095,80331", "under a name as codes have, of which one is no more than another")]
    [InlineData("customer type", "1,2,3,4", "holds 4 different numbers under a name as codes have")]
    [InlineData("firmware", "1.10,1.2,2.0", "under a name as versions have, of which 1.10 is read as 1.1")]
    [InlineData("store_id", "4,17,31,55", "under a name as codes have")]
    [InlineData("type", "0,1", null)]
    [InlineData("typed", "1,2,3", null)]
    [InlineData("status", "0.5,1.25,3", null)]
    public void Inspect_NumbersUnderANameOfCodes_AreToldOf(string name, string codes, string? words)
    {
        var numbers = codes.Split(',');
        var warnings = Inspect(name, i => numbers[i * 7 % numbers.Length]).Profile.Warnings;

        Assert.Equal(words is null ? [] : ["codes"], warnings.Select(warning => warning.Code));
        Assert.Contains(words ?? "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NA,DE,US,ZA", "holds NA in 15 of 60 rows, which is taken for a missing value, among codes of two letters, of which it may be one (Namibia, North America); if it is, say so (ColumnInference.MarkersAreNames)")]
    [InlineData("NA,DEU,USA,ZAF", null)]
    [InlineData(",DE,US,ZA", null)]
    public void Inspect_NaAmongCodesOfTwoLetters_IsToldOf(string codes, string? words)
    {
        var names = codes.Split(',');
        var warnings = Inspect("country", i => names[i % 4]).Profile.Warnings;

        Assert.Equal(words is null ? [] : ["name-as-missing"], warnings.Select(warning => warning.Code));
        Assert.Contains(words ?? "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Inspect_NamesThatStandOnceAGroup_AreToldOf(int first, bool isTold) =>
        Assert.Equal(isTold ? ["merged-cells"] : [], Inspect("region", i => i % 4 == first ? $"{(char)('a' + (i / 4 % 9))}" : "").Profile.Warnings.Select(warning => warning.Code));

    [Fact]
    public void Inspect_NamesOfWhichSomeFollowOneAnother_AreNoGroups() =>
        Assert.Empty(Inspect("region", i => i % 4 == 0 || i == 33 ? $"{(char)('a' + (i / 4 % 9))}" : "").Profile.Warnings);

    [Fact]
    public void Inspect_RowsWithoutAValue_AreToldOf()
    {
        var path = Write("a,b", i => i < 57 ? $"{Number(i)},{Number(i * 7)}" : ",");

        var warning = Assert.Single(RowSourceFactory.Inspect(path).Profile.Warnings);

        Assert.Equal("empty-rows", warning.Code);
        Assert.Contains("3 of 60 rows hold no value in any column, the first on line 59", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("1900-01-01")]
    public void Inspect_TimeThatStandsForNone_IsToldOf(string none)
    {
        var path = Write("d,x", i => $"{(i % 15 == 4 ? none : Invariant($"2020-03-{1 + (i * 7 % 28):00}"))},{Number(i)}");

        var warnings = RowSourceFactory.Inspect(path, new RowSourceOptions { Csv = new CsvOptions { Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["d"] = [DatePart.Weekday] } } }).Profile.Warnings;

        Assert.Contains($"'d' holds a time of {none} in 4 of 60 rows, apart from all other times", Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "is a PDF document")]
    [InlineData("{\\rtf1\\ansi a,b\\par 1,2}\n", "is a document of RTF")]
    [InlineData("$FL2@(#) SPSS DATA FILE\0\0", "is a file of SPSS")]
    public void Open_FileOfAnotherProgram_IsRefusedAsWhatItIs(string content, string words) =>
        Assert.Contains(words, Assert.Throws<VaeDataException>(() => RowSourceFactory.Inspect(folder.Write("t.csv", content))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_TarArchive_IsRefusedAsSuch()
    {
        using var archive = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(archive, leaveOpen: true))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("a,b\n1,2\n"));
            writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "t.csv") { DataStream = content });
        }

        Assert.Contains("is a tar archive", Assert.Throws<VaeDataException>(() => RowSourceFactory.Inspect(folder.Write("t.csv", archive.ToArray()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_LargeMeasuredNumbersWithAnExponent_AreNoCodes() =>
        Assert.Empty(Inspect("photons", i => Invariant($"1.{(i * 37 % 61) + 100}E+19")).Profile.Warnings);

    private static string Number(int i) => Invariant($"{16 + (i * 37 % 61 / 7.0):F2}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void AssertTold(string code, string words, string name, Func<int, string> cell)
    {
        var warning = Assert.Single(Inspect(name, cell).Profile.Warnings);
        Assert.Equal(code, warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    /// <summary>What is found in a table of a column, and another one of measured numbers behind it.</summary>
    private TableInspection Inspect(string name, Func<int, string> cell) => RowSourceFactory.Inspect(Write($"{name},x", i => $"\"{cell(i)}\",{Invariant($"{i * 7919 % 997 / 10.0:F1}")}"));

    private string Write(string header, Func<int, string> row)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < 60; i++)
        {
            text.Append(row(i)).Append('\n');
        }

        return folder.Write("t.csv", text.ToString());
    }
}
