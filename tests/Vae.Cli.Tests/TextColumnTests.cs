using System.Globalization;
using System.Text;
using System.Text.Json;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Tables with text, through every command that reads or writes rows.</summary>
public sealed class TextColumnTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly string model;
    private readonly CliRun trained;

    public TextColumnTests()
    {
        data = Write("t.csv", 400, strange: true);
        model = folder["m.onnx"];
        trained = CliRun.Of("train", "--data", data, "--label", "label", "--normal-only", "--binary", "open", "--count", "bytes", "--out", model, "--steps", "300");
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_TextColumn_KeepsItsLevelsAndSaysSo()
    {
        Assert.Contains("columns: 1 numeric; 1 binary: open; 1 categorical: protocol (3 levels); 1 count: bytes", trained.Error, StringComparison.Ordinal);
        var columns = VaeModel.Load(model).Columns!;
        Assert.Equal([ColumnKind.Categorical, ColumnKind.Numeric, ColumnKind.Binary, ColumnKind.Count], columns.Columns.Select(column => column.Kind));
        Assert.Equal(["icmp", "tcp", "udp"], columns.Columns[0].Levels.Order());
    }

    [Fact]
    public void Score_TextColumn_UsesTheModelsLevels()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--json");

        Assert.InRange(run.Json.GetProperty("aucRoc").GetDouble(), 0.9, 1);
    }

    [Fact]
    public void Score_OtherColumns_SaysWhich()
    {
        var other = folder["o.csv"];
        File.WriteAllText(other, "protocol,rate,open,size\ntcp,1,1,5\n");

        var run = CliRun.Of("score", "--model", model, "--data", other);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("has no column 'bytes', which the model was trained on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_StrangeLevel_NamesColumnAndLevel()
    {
        var run = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--top", "1", "--features", "4");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("protocol is 'gopher', never seen in training", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("protocol=", run.Output, StringComparison.Ordinal);
        var json = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--rows", "0", "--features", "4", "--json").Json;
        var protocol = json.GetProperty("rows")[0].GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "protocol");
        Assert.Equal("tcp", protocol.GetProperty("value").GetString());
        Assert.Equal(JsonValueKind.Null, protocol.GetProperty("sigma").ValueKind);
    }

    [Theory]
    [InlineData("reconstruct", "--count 5")]
    [InlineData("sample", "--count 5")]
    [InlineData("interpolate", "--rows 0,1 --steps 5")]
    public void Generate_TextColumn_WritesATableLikeTheTrainingData(string command, string flags)
    {
        var made = folder["made.csv"];
        string[] data = command == "sample" ? [] : ["--data", this.data, "--label", "label"];

        var run = CliRun.Of([command, "--model", model, .. data, "--out", made, .. flags.Split(' ')]);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = File.ReadAllLines(made);
        Assert.Equal("protocol,rate,open,bytes", lines[0]);
        Assert.Equal(6, lines.Length);
        Assert.All(lines[1..], line => Assert.Contains(line.Split(',')[0], new[] { "tcp", "udp", "icmp" }));
        Assert.Equal(0, CliRun.Of("score", "--model", model, "--data", made).ExitCode);
    }

    [Theory]
    [InlineData("encode", "--out codes.csv")]
    [InlineData("compare", "")]
    [InlineData("threshold", "--quantile 0.9 --out n.onnx")]
    public void Run_TextColumn_Works(string command, string flags)
    {
        var run = CliRun.Of([command, "--model", model, "--data", data, "--label", "label", .. flags.Replace("--out ", "--out " + folder[""], StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public void Train_ValidationData_IsReadByTheTrainingLevels()
    {
        var run = CliRun.Of(
            "train", "--data", data, "--label", "label", "--normal-only", "--validation-data", Write("v.csv", 60, strange: false), "--out", folder["v.onnx"], "--steps", "20",
            "--json");

        Assert.Equal(JsonValueKind.Number, run.Json.GetProperty("validationLoss").ValueKind);
    }

    [Fact]
    public void Train_NaThatIsAName_IsLearnedAndKnownInScoring()
    {
        var table = folder["countries.csv"];
        File.WriteAllText(table, "country,x\n" + string.Concat(Enumerable.Range(0, 90).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "NA" : i % 3 == 1 ? "DE" : "US")},{(i % 3) + (i * 37 % 61 / 100.0)}\n"))));
        string[] train = ["train", "--data", table, "--out", folder["countries.onnx"], "--steps", "20"];

        var refused = CliRun.Of(train);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("found NA, which is taken for no value (where it is a name of this column, say so: --na-is-name)", refused.Error, StringComparison.Ordinal);
        var trained = CliRun.Of([.. train, "--na-is-name", "country"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        var score = CliRun.Of("score", "--model", folder["countries.onnx"], "--data", table);
        Assert.True(score.ExitCode == 0, score.Error);
        Assert.DoesNotContain("NaN", score.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", score.Error, StringComparison.Ordinal);
        var inspected = CliRun.Of("inspect", "--model", folder["countries.onnx"], "--data", table);
        Assert.True(inspected.ExitCode == 0, inspected.Error);
        Assert.DoesNotContain("missing value", inspected.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("differs", inspected.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-levels 2", "--max-levels")]
    [InlineData("--max-levels 0", "--max-levels is 0")]
    [InlineData("--numeric protocol", "found 'tcp', a number was wanted")]
    [InlineData("--count rate --binary rate", "--binary and --count both name the column 'rate'")]
    [InlineData("--na-is-name rate --numeric rate", "--na-is-name names the column 'rate', which is declared numeric")]
    [InlineData("--categorical colour", "no categorical column 'colour'")]
    public void Train_WhatCannotBe_IsRefusedWithAdvice(string flags, string words)
    {
        var run = CliRun.Of(["train", "--data", data, "--label", "label", "--out", folder["x"], "--steps", "5", .. flags.Split(' ')]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["x"]));
    }

    /// <summary>A rate that follows the protocol, and strange rows, with label 1, whose protocol occurs nowhere else.</summary>
    private string Write(string name, int rows, bool strange)
    {
        var random = new Random(4);
        var text = new StringBuilder("protocol,rate,open,bytes,label\n");
        string[] protocols = ["tcp", "udp", "icmp"];
        for (var i = 0; i < rows; i++)
        {
            var protocol = i % 4 % 3;
            var isStrange = strange && i % 40 == 39;
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(isStrange ? "gopher" : protocols[protocol])},{(10 * protocol) + random.NextDouble() + (isStrange ? 40 : 0):F3},{protocol % 2},{(int)Math.Exp(random.NextDouble() * 8)},{(isStrange ? 1 : 0)}"));
        }

        File.WriteAllText(folder[name], text.ToString());
        return folder[name];
    }
}
