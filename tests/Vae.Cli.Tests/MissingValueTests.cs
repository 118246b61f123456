using System.Globalization;
using System.Text;
using System.Text.Json;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Tables with empty fields, through every command that reads rows.</summary>
public sealed class MissingValueTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly string model;

    public MissingValueTests()
    {
        data = Write("t.csv");
        model = folder["m.onnx"];
        var run = CliRun.Of("train", "--data", data, "--label", "label", "--missing", "observed", "--out", model, "--steps", "600", "--latent", "3", "--seed", "1");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_MissingObserved_TakesEveryRow()
    {
        var model = VaeModel.Load(this.model);

        Assert.Equal(MissingValueHandling.Observed, model.Options.MissingValues);
        Assert.Equal(400, model.Report.TrainingRows);
        Assert.Equal(["red", "green", "blue"], model.Columns!.Columns[3].Levels.OrderByDescending(level => level));
    }

    [Fact]
    public void Train_MissingInvalid_NamesTheLineOfTheFirst()
    {
        var run = CliRun.Of("train", "--data", data, "--label", "label", "--out", folder["x.onnx"], "--steps", "5");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("line 3, column", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_RowsWithHoles_HaveScores()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--out", folder["s.csv"], "--json");

        Assert.DoesNotContain("have no score", run.Error, StringComparison.Ordinal);
        Assert.True(double.IsFinite(run.Json.GetProperty("meanNegativeElbo").GetDouble()));
        Assert.InRange(run.Json.GetProperty("aucRoc").GetDouble(), 0.8, 1);
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["s.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_RowWithNothing_HasNoneAndIsCounted()
    {
        var rows = folder["holes.csv"];
        File.WriteAllText(rows, "a,b,c,colour\n1,2,3,red\n,NA,?,\n1,NaN,,blue\n");

        var run = CliRun.Of("score", "--model", model, "--data", rows, "--out", folder["s.csv"], "--json");

        Assert.Contains("1 of 3 rows hold no value, or an infinity, and have no score", run.Error, StringComparison.Ordinal);
        Assert.Equal([false, true, false], File.ReadLines(folder["s.csv"]).Skip(1).Select(line => line.Contains("NaN", StringComparison.Ordinal)));
    }

    [Fact]
    public void Impute_RowsWithHoles_WritesTheTableFilledIn()
    {
        var filled = folder["filled.csv"];
        var run = CliRun.Of("impute", "--model", model, "--data", data, "--label", "label", "--out", filled, "--json");

        var (before, after) = (File.ReadAllLines(data), File.ReadAllLines(filled));
        Assert.Equal("a,b,c,colour,label", after[0]);
        Assert.Equal(before.Length, after.Length);
        var missing = 0;
        for (var line = 1; line < before.Length; line++)
        {
            foreach (var (was, now) in before[line].Split(',').Zip(after[line].Split(',')))
            {
                missing += was.Length == 0 ? 1 : 0;
                Assert.True(was.Length == 0 ? now.Length > 0 : was == now, $"line {line + 1}: '{was}' became '{now}'");
            }
        }

        Assert.Equal(missing, run.Json.GetProperty("imputedValues").GetInt32());
        Assert.Equal(400, run.Json.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Impute_TableWithTimesIdsAndOtherColumns_GivesItBackWithItsHolesFilled(bool hasDecimalComma)
    {
        var (point, between) = hasDecimalComma ? (',', ';') : ('.', ',');
        string Cells(params string[] cells) => string.Join(between, cells.Select(cell => cell.Replace('.', point))) + "\n";
        var rows = Cells("id", "when", "a", "b", "note", "kind", "note")
            + string.Concat(Enumerable.Range(0, 60).Select(i => Cells($"00{i * 7}", $"2020-01-03 {i % 24:00}:00:00", i % 9 == 4 ? "NA" : $"{i % 11}.50", i % 7 == 3 ? "" : $"{i % 5}.10", "as it is", i % 8 == 5 ? "?" : i % 2 == 0 ? "x" : "y", "7")));
        var table = folder.Write("others.csv", rows);
        string[] reading = ["--data", table, "--ignore", "id,note", .. hasDecimalComma ? new[] { "--decimal", "," } : []];
        Assert.Equal(0, CliRun.Of(["train", .. reading, "--date", "when=hour", "--missing", "observed", "--steps", "5", "--out", folder["o.onnx"]]).ExitCode);

        var run = CliRun.Of(["impute", "--model", folder["o.onnx"], .. reading, "--out", folder["o.tsv"]]);

        Assert.True(run.ExitCode == 0, run.Error);
        var (before, after) = (rows.TrimEnd('\n').Split('\n'), File.ReadAllLines(folder["o.tsv"]));
        Assert.Equal(before.Length, after.Length);
        foreach (var (was, now) in before.Zip(after).SelectMany(line => line.First.Split(between).Zip(line.Second.Split('\t'))))
        {
            Assert.True(was is "" or "NA" or "?" ? now is not ("" or "NA" or "?") && !now.Contains(hasDecimalComma ? '.' : ',', StringComparison.Ordinal) : was == now, $"'{was}' became '{now}'");
        }
    }

    [Fact]
    public void Impute_TableWhoseFirstAndLastColumnsHaveNoName_GivesThemNone()
    {
        var table = folder.Write("unnamed.csv", ",a,b,c,colour,,\n" + string.Concat(File.ReadAllLines(data)[1..].Select((line, row) => $"{row}," + line[..(line.LastIndexOf(',') + 1)] + ",\n")));

        var run = CliRun.Of("impute", "--model", model, "--data", table, "--out", folder["unnamed.out.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(",a,b,c,colour,", File.ReadLines(folder["unnamed.out.csv"]).First());
        Assert.Contains("column 6 has no name and holds nothing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Impute_RowsThatCannotBeFilled_StayAsTheyCame()
    {
        var table = folder.Write("odd.csv", "a,b,c,colour,label\nNA,?,,null,\n1,two,3,red,0\n1,inf,3,red,0\n1,2,3,mauve,0\n");

        var run = CliRun.Of("impute", "--model", model, "--data", table, "--label", "label", "--out", folder["odd.out.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(File.ReadAllLines(table), File.ReadAllLines(folder["odd.out.csv"]));
        Assert.Contains("were left as they are", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Impute_ModelToWhichNothingMayBeMissing_IsRefused()
    {
        var model = folder["plain.onnx"];
        CliRun.Of("train", "--data", data, "--label", "label", "--invalid-rows", "skip", "--out", model, "--steps", "5");

        var run = CliRun.Of("impute", "--model", model, "--data", data, "--label", "label", "--out", folder["f.csv"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("train it with --missing observed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("f.csv", folder.Files);
    }

    [Fact]
    public void Explain_RowWithAHole_Explains()
    {
        var run = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--rows", "1", "--json");

        Assert.Equal(JsonValueKind.Array, run.Json.GetProperty("rows").ValueKind);
    }

    [Fact]
    public void Explain_TextThatIsMissing_SaysSo()
    {
        var table = folder.Write("texts.csv", "kind,size\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => i == 7 ? ",900" : $"{(i % 2 == 0 ? "big" : "small")},{(i % 2 == 0 ? 90 : 10) + (i % 5)}")));
        CliRun.Of("train", "--data", table, "--missing", "observed", "--out", folder["texts.onnx"], "--steps", "20", "--quiet");

        var run = CliRun.Of("explain", "--model", folder["texts.onnx"], "--data", table, "--rows", "7", "--out", folder["why.csv"]);
        var kind = CliRun.Of("explain", "--model", folder["texts.onnx"], "--data", table, "--rows", "7", "--json").Json.GetProperty("rows")[0].GetProperty("features")
            .EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "kind");

        Assert.Contains("kind is missing", run.Output, StringComparison.Ordinal);
        Assert.Contains(File.ReadAllLines(folder["why.csv"]), line => line.Contains(",kind,,", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, kind.GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, kind.GetProperty("seen").ValueKind);
    }

    [Theory]
    [InlineData("encode", "--out", "codes.csv")]
    [InlineData("compare", "--level", "0.01")]
    [InlineData("reconstruct", "--count", "5", "--out", "r.csv")]
    [InlineData("export", "--imputed", "--out", "e.onnx")]
    public void Run_OtherCommands_TakeSuchRows(string command, params string[] flags)
    {
        string[] data = command == "export" ? [] : ["--data", this.data, "--label", "label"];
        var run = CliRun.Of([command, "--model", model, .. data, .. flags.Select(flag => flag.Contains('.', StringComparison.Ordinal) && !flag.StartsWith('0') ? folder[flag] : flag)]);

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
    }

    [Fact]
    public void Train_PassesOutOfRange_NamesTheFlag()
    {
        var run = CliRun.Of("train", "--data", data, "--label", "label", "--missing", "observed", "--imputation-passes", "17", "--out", folder["x.onnx"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--imputation-passes", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Three numbers and a colour that depend on each other, every third row with an empty field; the last 20 rows are strange.</summary>
    private string Write(string name)
    {
        var random = new Random(4);
        string[] colours = ["red", "green", "blue"];
        var text = new StringBuilder("a,b,c,colour,label\n");
        for (var row = 0; row < 400; row++)
        {
            var (colour, strange) = (random.Next(3), row >= 380);
            var a = MathF.Round((float)((10 * colour) + random.NextDouble()), 3);
            var b = MathF.Round(strange ? -a : a + (float)random.NextDouble(), 3);
            var c = MathF.Round((float)random.NextDouble(), 3);
            string[] fields = [Text(a), Text(b), Text(c), colours[colour], strange ? "1" : "0"];
            if (row % 3 == 1)
            {
                fields[row / 3 % 4] = "";
            }

            text.Append(string.Join(',', fields)).Append('\n');
        }

        return folder.Write(name, text.ToString());
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
