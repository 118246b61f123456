using System.Globalization;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Small tables as people find them: two lines of names, none, the same column twice in other words, and files that are none. Each is refused or told of in words that help, and what is meant well is not.</summary>
public sealed class FoundTableTests : IDisposable
{
    private const string Colours = "red,green,blue";
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("kg", "cm")]
    [InlineData("float", "int")]
    [InlineData("How heavy?", "\"How tall, please?\"")]
    public void Inspect_SecondLineOfNamesOrUnits_IsOneErrorWithItsLine(string first, string second)
    {
        var found = Inspect($"name,weight,height\n,{first},{second}\n" + Rows(30, i => $"{Colour(i)},{60 + (i * 7 % 31)},{150.5 + (i * 11 % 37)}"));

        var error = Assert.Single(found.Errors);
        Assert.Contains($"line 2: found '{first}' in 'weight', '{second.Trim('"')}' in 'height', where numbers were wanted", error, StringComparison.Ordinal);
        Assert.Contains("leave the line out (CsvOptions.SkippedLines = 2)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_TextInOneColumnAlone_IsAnErrorOfThatColumn() =>
        Assert.Contains("column 'b' (number 2): found 'kg'", Assert.Single(Inspect("a,b\n1,kg\n" + Rows(30, i => $"{i * 7 % 31},{i * 11 % 37}")).Errors), StringComparison.Ordinal);

    [Fact]
    public void Inspect_TextsOnDifferentLines_AreErrorsOfTheirColumns() =>
        Assert.Equal(2, Inspect("a,b\n1,kg\ncm,2\n" + Rows(30, i => $"{i * 7 % 31},{i * 11 % 37}")).Errors.Length);

    [Fact]
    public void Inspect_TableJoinedOnWithItsColumnsInAnotherOrder_IsToBeParted() =>
        Assert.Contains("names of columns, but in another order than above", Assert.Single(Inspect("a,b\n" + Rows(30, i => $"{i * 7 % 31},{i * 11 % 37}") + "b,a\n" + Rows(30, i => $"{i * 11 % 37},{i * 7 % 31}")).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Inspect_TextsAloneWithoutNames_KeepTheirFirstRow(int width)
    {
        var found = Inspect(Rows(40, i => string.Join(',', Enumerable.Range(0, width).Select(column => Colour((i * 7 / 3) + column)))));

        Assert.Equal(40, found.Profile.Rows);
        Assert.Contains("was taken for a row", Assert.Single(found.Profile.Warnings, warning => warning.Code == "row-like-a-header").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_TextsAloneWithNames_HaveThem()
    {
        var found = Inspect("colour,size\n" + Rows(40, i => $"{Colour(i)},{"sml"[i * 5 % 3]}"));

        Assert.Equal(40, found.Profile.Rows);
        Assert.Equal(["colour", "size"], found.Profile.Columns.Select(column => column.Name));
        Assert.DoesNotContain(found.Profile.Warnings, warning => warning.Code == "row-like-a-header");
    }

    [Fact]
    public void Inspect_TextsAloneWithNamesThatComeAgainInOneLine_KeepThem() =>
        Assert.Contains("line 8: repeats the line of names", Assert.Single(Inspect("colour,size\n" + Rows(6, i => $"{Colour(i)},s") + "colour,size\n" + Rows(30, i => $"{Colour(i)},m")).Errors), StringComparison.Ordinal);

    [Fact]
    public void Inspect_NumbersOfSensorsAboveFractions_AreToldOf() =>
        Assert.Contains("'1001,1002,1007' was taken for a row", Assert.Single(Inspect("1001,1002,1007\n" + Rows(30, i => Invariant($"{i * 7 % 31}.5,{i * 11 % 37}.25,{i * 5 % 29}.75"))).Profile.Warnings).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1.8, 32, "'b' is 'a' times 1.8 plus 32, in every row")]
    [InlineData(100, 0, "'b' is 'a' times 100, in every row")]
    [InlineData(-1, 1000000, "'b' is 'a' times -1 plus 1E+06")]
    [InlineData(1, -7.5, "'b' is 'a' times 1 minus 7.5")]
    public void Inspect_ColumnInAnotherUnit_IsToldOf(double factor, double shift, string words)
    {
        var warning = Assert.Single(Inspect("a,b,c\n" + Rows(60, i => Invariant($"{Value(i)},{(factor * Value(i)) + shift:R},{i * 11 % 37}"))).Profile.Warnings);

        Assert.Equal("scaled-columns", warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ColumnInAnotherUnitWithTheSameHoles_IsToldOf()
    {
        Assert.Contains(Told((i, text) => i % 7 == 0 ? "" : text, (i, text) => i % 7 == 0 ? "" : text), code => code == "scaled-columns");
        Assert.DoesNotContain(Told((i, text) => i % 7 == 0 ? "" : text, (i, text) => i == 14 ? "5" : i % 7 == 0 ? "" : text), code => code == "scaled-columns");

        IEnumerable<string> Told(Func<int, string, string> a, Func<int, string, string> b) =>
            Inspect("a,b\n" + Rows(60, i => a(i, Invariant($"{Value(i)}")) + "," + b(i, Invariant($"{Value(i) / 2.54:R}")))).Profile.Warnings.Select(warning => warning.Code);
    }

    [Fact]
    public void Inspect_ColumnInAnotherUnitButForOneRow_IsNot() =>
        Assert.Empty(Inspect("a,b\n" + Rows(60, i => Invariant($"{Value(i)},{(100 * Value(i)) + (i == 30 ? 1 : 0):R}"))).Profile.Warnings);

    [Fact]
    public void Inspect_RareMarksInTheSameFewRows_AreNoUnitOfEachOther() =>
        Assert.Empty(Inspect("a,b,c\n" + Rows(60, i => Invariant($"{Value(i)},{(i % 20 == 3 ? 1 : 0)},{(i % 20 == 3 ? 2 : 0)}"))).Profile.Warnings);

    [Theory]
    [InlineData("DE,FR,ES")]
    [InlineData("49,33,34")]
    public void Inspect_ColumnUnderOtherNames_IsToldOf(string others)
    {
        var warning = Assert.Single(Inspect("country,prefix,x\n" + Rows(60, i => Invariant($"{Colour(i)},{others.Split(',')[i % 3]},{Value(i)}"))).Profile.Warnings);

        Assert.Equal("renamed-columns", warning.Code);
        Assert.Contains("'country' and 'prefix' say the same by other names", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ColumnUnderFewerNames_IsNot() =>
        Assert.Empty(Inspect("country,region,x\n" + Rows(60, i => Invariant($"{Colour(i)},{(i % 3 == 0 ? "north" : "south")},{Value(i)}"))).Profile.Warnings);

    [Theory]
    [InlineData(".")]
    [InlineData("\\N")]
    [InlineData("None")]
    [InlineData("#DIV/0!")]
    public void Inspect_MeasuredNumbersAndAMarkOfMissingOnes_AreNumbers(string mark)
    {
        var found = Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 3 == 0 ? mark : Value(i))},{i * 11 % 37}")));

        Assert.Contains($"found '{mark}', a number was wanted", Assert.Single(found.Errors), StringComparison.Ordinal);
        Assert.Contains($"TableOptions.MissingTexts = {(mark is "\\N" or "#DIV/0!" ? $"\"{mark}\"" : mark)}", found.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_FewCodesAndADash_AreNames() => Assert.Empty(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 3 == 0 ? "-" : i % 5)},{i * 11 % 37}"))).Errors);

    [Theory]
    [InlineData("P{0}")]
    [InlineData("PT-{0}")]
    public void Inspect_CodesThatBeginWithP_AreNoDurations(string format) =>
        Assert.Empty(Inspect("a,b\n" + Rows(60, i => string.Format(CultureInfo.InvariantCulture, format, 10 + (i % 15)) + Invariant($",{i * 11 % 37}"))).Errors);

    [Theory]
    [InlineData("P{0}DT3H", "as hours, minutes and seconds")]
    [InlineData("PT{0}M", "as hours, minutes and seconds")]
    [InlineData("{0}.50 CR", "marked as debit or credit; write - before those of one side")]
    [InlineData("<{0}e-16", "that are bounds")]
    [InlineData("{0}k", "with a unit; write all of them in one unit")]
    public void Inspect_NumbersInASpellingThatIsNotRead_AreRefusedByName(string format, string words) =>
        Assert.Contains(words, Assert.Single(Inspect("a,b\n" + Rows(60, i => string.Format(CultureInfo.InvariantCulture, format, 10 + (i * 7 % 31)) + Invariant($",{i * 11 % 37}"))).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "is a pointer of Git LFS")]
    [InlineData("<!DOCTYPE html>\n<html><body>Not found</body></html>\n", "is a page of HTML")]
    [InlineData("<?xml version=\"1.0\"?>\n<rows/>\n", "is XML")]
    [InlineData("+----+----+\n| a  | b  |\n+----+----+\n| 1  | 2  |\n", "line 1: found '+----+----+', a line that is drawn")]
    [InlineData(" a    |  b\n------+-----\n 1    | 2\n", "line 2: found '------+-----', a line that is drawn")]
    [InlineData("a          b\n---------- ----------\n 1 2\n", "line 2")]
    [InlineData("| a | b |\r\n|---|:-:|\r\n| 1 | 2 |\r\n", "line 2: found '|---|:-:|'")]
    public void Open_WhatIsNoTable_IsCalledWhatItIs(string content, string words) =>
        Assert.Contains(words, Assert.Throws<VaeDataException>(() => Inspect(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_RemarksAboveNamesBetweenTabs_AreToldOf() =>
        Assert.Contains("if it is a title or a remark, leave out what stands above line 3", Assert.Throws<VaeDataException>(() => Inspect("##format=1\n##source=x\na\tb\n" + Rows(30, i => $"{i}\t{i * 7 % 31}"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{0}0{1}0{2}", "dates in digits alone")] // 190503
    [InlineData("0{2}0{1}20{0}", "dates in digits alone")] // 03052019
    [InlineData("20{0}0{1}0{2}123059", "dates in digits alone")]
    [InlineData("0{2} May 20{0}", "holds dates")]
    [InlineData("0{2}-May-{0}", "what look like dates")]
    [InlineData("Fri May 0{2} 12:30:59 20{0}", "what look like dates")]
    public void Inspect_DatesInAnotherSpelling_AreToldOf(string format, string words)
    {
        var found = Inspect("a,b\n" + Rows(80, i => string.Format(CultureInfo.InvariantCulture, format, 10 + (i * 7 % 13), 1 + (i * 5 % 9), 1 + (i * 11 % 8)) + Invariant($",{i * 11 % 37}")));

        Assert.Contains(found.Profile.Warnings.Select(warning => warning.Message).Concat(found.Errors), message => message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_SixDigitsThatAreNoDays_AreNumbers() => Assert.Empty(Inspect("a,b\n" + Rows(60, i => Invariant($"{120000 + (i * 7919 % 70001)},{i * 11 % 37}"))).Profile.Warnings);

    [Fact]
    public void Inspect_NumbersOfCards_NameRows() =>
        Assert.Contains("different whole numbers of 16 digits", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{5000000000000000 + (i * 7919 % 61 * 104729000001L)},{i * 11 % 37}"))).Profile.Warnings).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    public void Inspect_OneValueOrNothing_IsToldOf(string value) =>
        Assert.Equal("one-value", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 3 == 0 ? "" : value)},{i * 11 % 37}"))).Profile.Warnings).Code);

    [Fact]
    public void Inspect_ColumnThatHoldsHardlyAnything_IsToldOf() =>
        Assert.Contains("'a' holds a value in 4 of 60 rows alone, the first on line 2", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 15 == 0 ? Colour(i / 15) : "")},{i * 11 % 37}"))).Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_SeveralAnswersInACell_AreToldOf() =>
        Assert.Contains("'a' holds 3 names in 6 combinations", Assert.Single(Inspect("a;b\n" + Rows(60, i => new[] { "red", "red, green", "green", "green, blue", "red, blue", "red, green, blue" }[i * 7 % 6] + Invariant($";{i * 11 % 37}"))).Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_NamesThatMostlyComeOnce_AreToldOf() =>
        Assert.Equal("rare-names", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"note {(i < 40 ? i : i % 5)},{i * 11 % 37}"))).Profile.Warnings).Code);

    [Theory]
    [InlineData("1.2", true)]
    [InlineData("1.", true)]
    [InlineData("1.25", false)]
    [InlineData("1.2\n", false)]
    public void Inspect_FileThatEndsWithinANumber_IsToldOf(string last, bool isTold) =>
        Assert.Equal(isTold, Inspect("a,b\n" + Rows(60, i => Invariant($"{i * 7 % 31},{i * 11 % 37}.{10 + (i % 80)}")) + "5," + last).Profile.Warnings.Any(warning => warning.Code == "cut-short"));

    [Theory]
    [InlineData("gr", true)]
    [InlineData("green", false)]
    [InlineData("violet", false)]
    public void Inspect_FileThatEndsWithinAName_IsToldOf(string last, bool isTold) =>
        Assert.Equal(isTold, Inspect("a,b\n" + Rows(60, i => Invariant($"{i * 7 % 31},{Colour(i)}")) + "5," + last).Profile.Warnings.Any(warning => warning.Code == "cut-short"));

    [Fact]
    public void Inspect_NamesOfJsonThatDifferByCase_AreToldOf()
    {
        var found = RowSourceFactory.Inspect(folder.Write("t.jsonl", Rows(60, i => $"{{\"a\": {i * 7 % 31}, \"{(i % 2 == 0 ? "userId" : "user_id")}\": {i * 11 % 37}}}")));

        Assert.Contains("'userId' is in 30 lines and 'user_id' in 30 of 60", Assert.Single(found.Profile.Warnings, warning => warning.Code == "names-alike").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ND")]
    [InlineData("not measured")]
    [InlineData("*")]
    public void Inspect_FractionsAndAWord_AreNumbers(string word) =>
        Assert.Contains($"found '{word}', a number was wanted: 40 of the column's 60 values are numbers", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 3 == 0 ? word : Value(i))},{i * 11 % 37}"))).Errors), StringComparison.Ordinal);

    [Fact]
    public void Inspect_NumbersAmongManyNames_AreNames() =>
        Assert.Empty(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 2 == 0 ? "V" + (10 + (i % 8)) : Value(i))},{i * 11 % 37}"))).Errors);

    [Theory]
    [InlineData("5'{0}", "in feet and inches")]
    [InlineData("({0}.5%)", "in percent")]
    public void Inspect_NumbersWithSignsAroundThem_AreRefusedByName(string format, string words) =>
        Assert.Contains(words, Assert.Single(Inspect("a,b\n" + Rows(60, i => string.Format(CultureInfo.InvariantCulture, format, i * 7 % 12) + Invariant($",{i * 11 % 37}"))).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("red,red\u200B,blue", "blanks-alone")]
    [InlineData("red,red\u00A0,blue", "blanks-alone")]
    [InlineData("new york,New_York,Boston", "blanks-alone")]
    [InlineData("normal,normal.,attack", "blanks-alone")]
    [InlineData("M\u00C3\u00BCnchen,Bern,Rom", "garbled")]
    [InlineData("M\uFFFDnchen,Bern,Rom", "garbled")]
    [InlineData("5 mg,0.5 g,500 ug", "numbers-as-names")]
    public void Inspect_NamesThatMeanTheSame_AreToldOf(string names, string code) =>
        Assert.Equal(code, Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{names.Split(',')[i % 3]},{i * 11 % 37}"))).Profile.Warnings).Code);

    [Theory]
    [InlineData("A+,A,A-")]
    [InlineData("+,++,+++")]
    [InlineData("<18,>18,18")]
    [InlineData("M\u00FCnchen,S\u00E3o Paulo,\u00C5lesund")]
    public void Inspect_NamesThatDifferBySigns_AreNames(string names) =>
        Assert.DoesNotContain(Inspect("a,b\n" + Rows(60, i => Invariant($"{names.Split(',')[i % 3]},{i * 11 % 37}"))).Profile.Warnings, warning => warning.Code is "blanks-alone" or "garbled");

    [Fact]
    public void Inspect_LinesOfFiguresAtTheEnd_AreToldOf() =>
        Assert.Contains("'a' holds 'mean' and 'std', each in one row", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{Colour(i)},{i * 11 % 37}")) + "mean,18.1\nstd,9.2\n").Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_Infinities_AreToldOf() =>
        Assert.Contains("'a' holds an infinity in 3 of 60 rows, the first on line 2, which training refuses", Assert.Single(Inspect("a,b\n" + Rows(60, i => Invariant($"{(i % 20 == 0 ? "Inf" : Value(i))},{i * 11 % 37}"))).Profile.Warnings).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_NumbersPartedAtTheirDecimalComma_AreToldOf() =>
        Assert.Equal("parted-numbers", Inspect(Rows(60, i => Invariant($"{(i % 3 == 0 ? "-0" : 1 + (i % 4))},{10 + (i * 11 % 37)},{i * 5 % 7},{20 + (i * 7 % 31)}"))).Profile.Warnings[0].Code);

    [Fact]
    public void Inspect_ColumnsBetweenBlanksWithANameAmongThem_AreColumns() =>
        Assert.Equal(["a", "b", "c"], Inspect("a b c\n" + Rows(60, i => Invariant($"{Value(i)}  {i * 11 % 37} {Colour(i)}"))).Profile.Columns.Select(column => column.Name));

    [Fact]
    public void Inspect_TableOfRWithRowNames_SaysWhatIsMissing() =>
        Assert.Contains("line 1: names 3 columns, where the lines from 2 on have 4 fields; give a name to the first field, where it is the name of the row as R writes one", Assert.Throws<VaeDataException>(() => Inspect("a b c\n" + Rows(60, i => Invariant($"\"{i}\" {Value(i)} {i * 11 % 37} \"{Colour(i)}\"")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Inspect_WordsOfALog_AreOneColumn() => Assert.Single(Inspect("Mar 9 10:00 host up\n" + Rows(60, i => Invariant($"Mar 9 10:{i:00} host up"))).Profile.Columns);

    [Theory]
    [InlineData("{\"a\": [1, 2, 3], \"b\": [4, 5, 6]}\n", true)]
    [InlineData("{\"a\": [1, 2, 3], \"b\": 4}\n", false)]
    [InlineData("{\"a\": [1, 2, 3], \"b\": [4, 5, 6]}\n{\"a\": [1, 2, 3], \"b\": [4, 5, 7]}\n", false)]
    public void Inspect_JsonByColumns_IsToldOf(string content, bool isTold) =>
        Assert.Equal(isTold, RowSourceFactory.Inspect(folder.Write("t.jsonl", content)).Profile.Warnings.Any(warning => warning.Code == "columns-in-lists"));

    private static string Colour(int i) => Colours.Split(',')[i % 3];

    private static double Value(int i) => (i * 37 % 101) / 8.0;

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private TableInspection Inspect(string content) => RowSourceFactory.Inspect(folder.Write("t.csv", content));
}
