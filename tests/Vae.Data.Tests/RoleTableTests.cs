using System.Collections.Immutable;
using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Columns that are there for another purpose than to be learned, tables in long form, and lines that are no rows.</summary>
public sealed class RoleTableTests : IDisposable
{
    private const int Rows = 120;

    private readonly DataFolder folder = new();

    public static TheoryData<string, string, string, string> Roles => new()
    {
        { "split", "train|test|validation", "split", "' and 'train', as a column does that says which rows are for training" },
        { "usage", "Training|Test", "split", "'usage' holds" },
        { "cv_fold", "0|1|2|3|4", "split", "'cv_fold' is called as a column that says in which part of the rows each is, 0 to 4" },
        { "predicted_label", "0|1", "model-outcome", "'predicted_label' is called as what a model makes of a row" },
        { "isAnomaly", "true|false", "model-outcome", "'isAnomaly'" },
        { "Prediction", "cat|dog", "model-outcome", "'Prediction'" },
        { "colour", "red (33)|blue (12)|green (5)", "counted-names", "'colour' holds " },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Roles))]
    public void Inspect_ColumnOfAnotherPurpose_IsToldOf(string name, string values, string code, string words)
    {
        var warning = Assert.Single(Inspect($"x,{name}", i => $"{Measured(i)},{values.Split('|')[i * 7919 % 101 % values.Split('|').Length]}"));

        Assert.Equal((code, name), (warning.Code, warning.Column));
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ScoreThatIsDifferentInMostRows_IsToldOf() => Assert.Equal("model-outcome", Assert.Single(Inspect("x,score", i => $"{Measured(i)},{Measured(i * 13)}")).Code);

    [Theory]
    [InlineData("score", "1|2|3|4|5")]
    [InlineData("mode", "train|bus|car")]
    [InlineData("stage", "test|trial")]
    [InlineData("door", "Door (left)|Door (right)|Window")]
    [InlineData("car", "Camry (2015)|Golf (2016)|Polo (1999)")]
    [InlineData("split", "0.5|0.25|0.125")]
    [InlineData("split", "55|58|61")]
    [InlineData("name", "temperature|humidity")]
    [InlineData("answer", "Never (1)|Rarely (2)|Often (4)|Unknown (9)|Refused (99)")]
    public void Inspect_OrdinaryColumn_IsNotToldOf(string name, string values) =>
        Assert.Empty(Inspect($"x,{name}", i => $"{Measured(i)},{values.Split('|')[i * 7919 % 101 % values.Split('|').Length]}"));

    [Theory]
    [InlineData("variable,value")]
    [InlineData("name,value")]
    [InlineData("sensor_type,reading")]
    public void Inspect_OneMeasurementARow_IsToldOf(string names)
    {
        var warning = Assert.Single(Inspect(names, i => $"{(i % 3) switch { 0 => "temperature", 1 => "humidity", _ => "pressure" }},{Measured(i)}"));

        Assert.Equal(("long-form", names.Split(',')[1]), (warning.Code, warning.Column));
        Assert.Contains($"of which '{names.Split(',')[0]}' seems to say which it is (3 of them, such as 'temperature')", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ValueBesideOtherMeasurements_IsNoLongForm() => Assert.Empty(Inspect("sensor,value,other", i => $"{(i % 2 == 0 ? "a" : "b")},{Measured(i)},{Measured(i * 13)}"));

    [Theory]
    [InlineData("\u001A", "found the mark by which old programs end a file (Ctrl-Z, byte 26)")]
    [InlineData("(120 rows)\n", "line 122: found 1 fields where the first line has 2, '(120 rows)' alone")]
    [InlineData("Source: here\n", "(CsvOptions.SkippedLines = 122)")]
    public void Open_LineBelowTheTable_IsCalledWhatItIs(string last, string words) => AssertRefused(words, Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}") + last);

    [Theory]
    [InlineData("TOA5,CR1000,a,b,c\n", "line 1: found 5 fields, where the lines from 2 on have 2; if what stands above line 2 are words about the table")]
    [InlineData("Instrument,X200,7\nSerial,1,2\n", "where the lines from 3 on have 2")]
    public void Open_LinesOfOtherWidthsAbove_AreToldOfAsOne(string above, string words) => AssertRefused(words, above + Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}"));

    [Theory]
    [InlineData(15)]
    [InlineData(5)]
    public void Open_FaultyLinesBelowRowsThatAreRight_AreTheFaultyOnes(int first) =>
        AssertRefused(FormattableString.Invariant($"line {first + 2}: found 3 fields where the first line has 2"), Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}{(i >= first && i < 19 ? ",7" : "")}"));

    [Fact]
    public void Open_NamesPartedOtherwiseThanRows_IsToldOf() =>
        AssertRefused("line 1: found 2 names between ';', where what stands in the lines below is parted by ','", Text("x;y", i => $"{Measured(i)},{Measured(i * 13)}"));

    [Fact]
    public void Open_LinesBetweenQuotes_AreToldOf() =>
        AssertRefused("where every line stands between quotes as a whole", string.Concat(Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"\"{line}\"\n")));

    [Fact]
    public void Open_ZerosBehindText_NamesTheLine() => AssertRefused("line 122: holds bytes of 0 behind text", Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}") + new string('\0', 100));

    [Fact]
    public void Open_CompressedTwice_SaysSo()
    {
        var path = folder.Write("t.csv.gz", DataFolder.Gzip(DataFolder.Gzip(Encoding.UTF8.GetBytes(Text("x,y", i => $"{Measured(i)},{Measured(i * 13)}")))));

        Assert.Contains("is compressed twice", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_MarksOfMissingValuesOnOneLine_AreNoSecondLineOfNames()
    {
        var errors = RowSourceFactory.Inspect(folder.Write("t.csv", Text("x,y", i => $"{(i % 9 == 4 ? "\\N" : Measured(i))},{(i % 9 == 4 ? "\\N" : Measured(i * 13))}"))).Errors;

        Assert.Equal(2, errors.Length);
        Assert.All(errors, error => Assert.Contains("say that it marks a missing value (TableOptions.MissingTexts = \"\\N\")", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_NaAmongNamesWhereAValueIsNeeded_IsShown()
    {
        var path = folder.Write("t.csv", Text("x,region", i => $"{Measured(i)},{(i % 3) switch { 0 => "EU", 1 => "NA", _ => "LATAM" }}"));

        var error = Assert.Throws<VaeDataException>(() => { RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference(), Csv = new CsvOptions { RefusesMissing = true } }); });

        Assert.Contains("line 3, column 'region' (number 2): found NA, which is taken for no value", error.Message, StringComparison.Ordinal);
    }

    private static string Measured(int i) => FormattableString.Invariant($"{i * 7919 % 997 / 7.0:F2}");

    private static string Text(string names, Func<int, string> row) => names + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => row(i) + "\n"));

    private ImmutableArray<DataWarning> Inspect(string names, Func<int, string> row) => RowSourceFactory.Inspect(folder.Write("t.csv", Text(names, row))).Profile.Warnings;

    private void AssertRefused(string words, string text) => Assert.Contains(words, Refusal(folder.Write("t.csv", text)), StringComparison.Ordinal);

    private static string Refusal(string path)
    {
        try
        {
            return string.Concat(RowSourceFactory.Inspect(path).Errors);
        }
        catch (VaeDataException error)
        {
            return error.Message;
        }
    }
}
