using System.Globalization;
using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

/// <summary>Tables as they come: none is misread in silence.</summary>
public sealed class DataWarningTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("error", ExitCodes.Data)]
    [InlineData("skip", ExitCodes.Success)]
    public void Train_TextAmongNumbers_IsAnErrorOrARowLeftOut(string handling, int expected)
    {
        var run = Train(Table("a,b", 200, i => i == 77 ? $"{Value(i)},-" : $"{Value(i)},{Value(i + 5)}"), "--invalid-rows", handling);

        Assert.Equal(expected, run.ExitCode);
        Assert.Contains("line 79, column 'b' (number 2): found '-'", run.Error, StringComparison.Ordinal);
        if (expected == ExitCodes.Data)
        {
            Assert.Contains("--na -", run.Error, StringComparison.Ordinal);
            Assert.Contains("--invalid-rows skip", run.Error, StringComparison.Ordinal);
            Assert.Contains("--categorical", run.Error, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("199", run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Infinity")]
    [InlineData("-inf")]
    [InlineData("")]
    public void Train_InfiniteOrMissing_NamesTheLineOrLeavesTheRowOut(string text)
    {
        var table = Table("a,b", 200, i => i == 77 ? $"{Value(i)},{text}" : $"{Value(i)},{Value(i + 5)}");

        Assert.Contains("line 79, column 'b'", Assert.Single(Train(table).ErrorLines), StringComparison.Ordinal);
        Assert.Contains("199", Train(table, "--invalid-rows", "skip").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_MissingLevels_AreAnErrorOrLeftOutAndScoreAsNaN()
    {
        var table = Table("x,p", 90, i => $"{Value(i)},{(i % 10 == 0 ? "" : i % 2 == 0 ? "udp" : "tcp")}");

        Assert.Equal(ExitCodes.Data, Train(table).ExitCode);
        Assert.Equal(ExitCodes.Success, Train(table, "--invalid-rows", "skip").ExitCode);
        var scores = Scores(folder.Write("q.csv", "x,p\n0.5,tcp\n0.5,\n0.5,NA\n0.5,gre\n"));
        Assert.Equal([false, true, true, false], scores.Select(line => line.Split(',')[1] == "NaN"));
    }

    [Theory]
    [InlineData("-1,0.5", "found '-1', a count was wanted")]
    [InlineData("abc,0.5", "found 'abc', a count was wanted")]
    [InlineData("5", "found 1 fields")]
    [InlineData("5,1e40", "beyond a 32-bit float")]
    [InlineData("5,Infinity", "")]
    public void Score_OneBadCell_GivesItsRowNoScoreAndGoesOn(string bad, string expected)
    {
        Assert.Equal(ExitCodes.Success, Train(Table("n,x", 100, i => $"{i * 7 % 50},{Value(i)}"), "--count", "n").ExitCode);
        var table = Table("n,x", 20, i => i == 9 ? bad : $"{i},{Value(i)}", "q.csv");

        var run = CliRun.Of("score", "--model", folder["m.onnx"], "--data", table, "--out", folder["s.csv"], "--json");

        Assert.Equal(20, run.Json.GetProperty("rows").GetInt32());
        Assert.Equal([9], File.ReadLines(folder["s.csv"]).Skip(1).Index().Where(line => line.Item.Contains("NaN", StringComparison.Ordinal)).Select(line => line.Index));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("warning: 1 of 20 rows", run.Error, StringComparison.Ordinal);
        Assert.Equal(19, Scores(table, "--invalid-rows", "skip").Length);
        if (expected.Length > 0)
        {
            Assert.Equal(ExitCodes.Data, CliRun.Of("score", "--model", folder["m.onnx"], "--data", table, "--invalid-rows", "error").ExitCode);
        }
    }

    [Fact]
    public void Train_SecondLabelColumn_IsToldInTrainingAndScoring()
    {
        var table = Table("a,b,label", 200, i => $"{Value(i)},{(i % 20 == 0 ? 1 : 0)},{(i % 20 == 0 ? 1 : 0)}");

        Assert.Contains("Column 'b' alone ranks the labels with AUC 1.00", Train(table, "--label", "label").Error, StringComparison.Ordinal);
        Assert.Contains(
            "Column 'b' alone ranks the labels with AUC 1.00",
            CliRun.Of("score", "--model", folder["m.onnx"], "--data", table, "--label", "label").Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NormalLabel_TrainsOnThoseRows()
    {
        var table = Table("a,label", 100, i => $"{Value(i)},{(i % 20 == 0 ? "smurf" : "normal")}");

        Assert.Contains("--normal-label", Assert.Single(Train(table, "--label", "label", "--normal-only").ErrorLines), StringComparison.Ordinal);
        var run = Train(table, "--label", "label", "--normal-only", "--normal-label", "normal");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("95", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_AnomaliesTakenForNormal_WarnsOfTheAreaAndTheMinority()
    {
        var table = folder.Write("t.csv", string.Concat(Enumerable.Range(0, 190).Select(i => $"{Value(i)},{Value(i + 9)},1\n")) + string.Concat(Enumerable.Range(0, 30).Select(i => $"{600 + i}.5,{700 + i}.5,0\n")));

        Assert.Contains("label 0, the normal one, is 30 of 220 rows", Train(table, "--label", "3").Error, StringComparison.Ordinal);
        var run = CliRun.Of("score", "--model", folder["m.onnx"], "--data", table, "--label", "3");
        Assert.Contains("below one half", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_FileOfUnseenLevels_WarnsWithColumnShareAndExamples()
    {
        Train(Table("x,p", 100, i => $"{Value(i)},{(i % 2 == 0 ? "http" : "ftp")}"));
        var table = Table("x,p", 20, i => $"{Value(i)},HTTP", "q.csv");

        foreach (var command in new[] { "score", "compare" })
        {
            Assert.Contains("100.0 % of 20 rows hold in column 'p' a value that training never saw, such as 'HTTP'", CliRun.Of(command, "--model", folder["m.onnx"], "--data", table).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Train_NamesWithCommasAndNamesTwice_AreIgnoredByName()
    {
        Assert.Contains("ignored: id, no", Train(Table("a,\"id, no\"", 50, i => $"{Value(i)},{Value(i + 3)}"), quiet: false, "--ignore", "\"id, no\"").Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, Train(Table("a,b,b,label", 50, i => $"{Value(i)},1,2,0"), "--label", "label", "--ignore", "b").ExitCode);
    }

    [Theory]
    [InlineData("counter", "n,x", ExitCodes.Success)]
    public void Train_WarningUnderStrict_IsAnErrorAndInJsonACode(string code, string header, int expected)
    {
        var table = Table(header, 100, i => $"{i},{Value(i)}");

        var run = Train(table, "--json");
        Assert.Equal(expected, run.ExitCode);
        Assert.Equal([code], run.Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("code").GetString()).Where(found => found != "training"));
        Assert.Equal(ExitCodes.Data, Train(table, "--strict").ExitCode);
    }

    [Fact]
    public void Train_DatesByTheirHour_ScoresTheNextDayWithoutBeingAsked()
    {
        var table = Table("when,x", 200, i => $"2020-03-{9 + (i / 24):00} {i % 24:00}:10:00,{Value(i)}");

        Assert.Contains("--date", Assert.Single(Train(table).ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, Train(table, "--date", "when=hour,weekday").ExitCode);
        Assert.DoesNotContain("NaN", string.Concat(Scores(folder.Write("q.csv", "when,x\n2021-01-01 05:00:00,40\n"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Table_SaysWhatColumnsAreTakenForAndWhy()
    {
        var table = Table("x,p,n,label", 200, i => $"{(i % 10 == 0 ? "" : Value(i))},{(i % 2 == 0 ? "tcp" : "udp")},{i},{(i % 20 == 0 ? 1 : 0)}");

        var run = CliRun.Of("inspect", "--data", table, "--label", "label", "--json");

        var columns = run.Json.GetProperty("columns").EnumerateArray().ToArray();
        Assert.Equal(["x", "p", "n", "label"], columns.Select(column => column.GetProperty("name").GetString()));
        Assert.Equal(["numeric", "categorical", "numeric", null], columns.Select(column => column.GetProperty("kind").GetString()));
        Assert.Equal(0.1, columns[0].GetProperty("missingShare").GetDouble(), 6);
        Assert.Equal("label", columns[3].GetProperty("use").GetString());
        Assert.Equal(199, columns[2].GetProperty("maximum").GetDouble());
        Assert.Equal("counter", Assert.Single(run.Json.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        var text = CliRun.Of("inspect", "--data", table, "--label", "label").Output;
        Assert.Contains("categorical", text, StringComparison.Ordinal);
        Assert.Contains("warning: 'n' rises by 1 in every row", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_TableThatTrainingWouldRefuse_ExitsWith3AndSaysWhy()
    {
        var run = CliRun.Of("inspect", "--data", Table("a,b", 100, i => i == 7 ? "1.5,None" : $"{Value(i)},{Value(i + 5)}"));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("error: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("line 9, column 'b' (number 2): found 'None'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WithAModel_SaysHowTheFileDiffers()
    {
        Train(Table("x,p", 100, i => $"{Value(i)},{(i % 2 == 0 ? "http" : "ftp")}"));

        var run = CliRun.Of("inspect", "--model", folder["m.onnx"], "--data", Table("p,extra,x", 50, i => $"gopher,1,{5000 + i}.5", "q.csv"), "--json");

        Assert.Equal(
            ["columns-left-out", "other-range", "unseen-levels"],
            run.Json.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("code").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Inspect_MarkOfMissingValuesBesideAModel_IsToldOfOnce()
    {
        Train(Table("x,y", 100, i => $"{Value(i)},{Value(i * 3)}"));

        var run = CliRun.Of("inspect", "--model", folder["m.onnx"], "--data", Table("x,y", 60, i => $"{(i % 10 == 0 ? "-999" : Value(i))},{Value(i * 3)}", "q.csv"), "--json");

        Assert.Single(run.Json.GetProperty("warnings").EnumerateArray().Concat(run.Json.GetProperty("differences").EnumerateArray()), warning => warning.GetProperty("code").GetString() == "sentinel");
    }

    /// <summary>Of a column that has gaps by nature, as one that is measured by day, some rows hold more of them than others.</summary>
    [Theory]
    [InlineData(20, true)]
    [InlineData(2, false)]
    public void MoreMissingValues_WhereTheyWereFew_AreToldOf(int every, bool isTold)
    {
        Train(Table("x,y", 100, i => $"{Value(i)},{(i % every == 0 ? "" : Value(i * 3))}"), "--missing", "observed");

        var run = CliRun.Of("score", "--model", folder["m.onnx"], "--data", Table("x,y", 60, i => $"{Value(i)},{(i % 10 != 0 ? "" : Value(i * 3))}", "q.csv"), "--json");

        Assert.Equal(isTold, run.Json.GetProperty("warnings").EnumerateArray().Any(warning => warning.GetProperty("code").GetString() == "other-missing"));
    }

    /// <summary>As where a column lost its decimals, or its decimal mark.</summary>
    [Theory]
    [InlineData("score", "warnings")]
    [InlineData("inspect", "differences")]
    public void WholeNumbers_WhereTrainingHadFractions_AreToldOf(string command, string kind)
    {
        Train(Table("x,y", 100, i => $"{Value(i)},{Value(i * 3)}"));

        var run = CliRun.Of(command, "--model", folder["m.onnx"], "--data", Table("x,y", 50, i => $"{10 + (i % 17)},{Value(i * 3)}", "q.csv"), "--json");

        var told = run.Json.GetProperty(kind).EnumerateArray().Single(warning => warning.GetProperty("code").GetString() == "whole-numbers");
        Assert.Contains("'x' holds whole numbers alone", told.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Eight of a kind of difference, and how many more there are; a single one more is shown.</summary>
    [Theory]
    [InlineData(9, 9)]
    [InlineData(30, 9)]
    public void Inspect_ManyColumnsOfAnotherRange_NamesSomeAndCountsTheOthers(int columns, int lines)
    {
        string Rows(string name, int from) => Table(string.Join(',', Enumerable.Range(0, columns).Select(c => $"c{c}")), 60, i => string.Join(',', Enumerable.Range(0, columns).Select(c => Value((i * (c + 1)) + c + from))), name);
        Train(Rows("t.csv", 0));
        var wide = folder.Write("q.csv", File.ReadAllText(Rows("q.csv", 0)) + string.Join(',', Enumerable.Repeat("900.5", columns)) + "\n");

        string[] told = [.. CliRun.Of("inspect", "--model", folder["m.onnx"], "--data", wide).Output.Split('\n').Where(line => line.StartsWith("differs: 'c", StringComparison.Ordinal) || line.Contains("more columns", StringComparison.Ordinal))];

        Assert.Equal(lines, told.Length);
        Assert.Equal(columns > 9, told[^1] == $"differs: {columns - 8} more columns differ in this way; --json names all.");
        Assert.Equal(columns, CliRun.Of("inspect", "--model", folder["m.onnx"], "--data", wide, "--json").Json.GetProperty("differences").EnumerateArray().Count(difference => difference.GetProperty("code").GetString() == "other-range"));
    }

    private static string Value(int i) => ((i * 37 % 1009) / 8.0).ToString(CultureInfo.InvariantCulture);

    private string Table(string header, int rows, Func<int, string> row, string name = "t.csv") =>
        folder.Write(name, header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n")));

    private CliRun Train(string table, params string[] flags) => Train(table, quiet: true, flags);

    private CliRun Train(string table, bool quiet, params string[] flags) =>
        CliRun.Of(["train", "--data", table, "--out", folder["m.onnx"], "--steps", "3", "--threads", "1", .. quiet ? ["--quiet"] : Array.Empty<string>(), .. flags]);

    private string[] Scores(string table, params string[] flags)
    {
        var run = CliRun.Of(["score", "--model", folder["m.onnx"], "--data", table, "--out", folder["s.csv"], .. flags]);
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        return [.. File.ReadLines(folder["s.csv"]).Skip(1)];
    }
}
