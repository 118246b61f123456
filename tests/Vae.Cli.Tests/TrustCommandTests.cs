using System.Globalization;
using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Thresholds, explanations and comparisons of a trained model.</summary>
public sealed class TrustCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly string model;

    public TrustCommandTests()
    {
        data = folder.WriteTable("t.csv", 600);
        model = folder["m"];
        var run = CliRun.Of("train", "--data", data, "--label", "label", "--normal-only", "--out", model, "--steps", "200", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Threshold_BestF1_FlagsTheAnomaliesAndKeepsTheModel()
    {
        var run = CliRun.Of("threshold", "--model", model, "--data", data, "--label", "label", "--best-f1", "--out", folder["n"], "--json");

        Assert.Equal(["before", "threshold", "flaggedRate", "flaggedRateLower", "flaggedRateUpper", "precision", "recall", "f1", "warnings"], run.JsonFields);
        var (precision, recall) = (run.Json.GetProperty("precision").GetDouble(), run.Json.GetProperty("recall").GetDouble());
        Assert.Equal(2 * precision * recall / (precision + recall), run.Json.GetProperty("f1").GetDouble(), 1e-6);
        Assert.InRange(recall, 0.95, 1);
        Assert.Equal(0, run.Json.GetProperty("flaggedRate").GetDouble(), 0.01);
        var scored = CliRun.Of("score", "--model", folder["n"], "--data", data, "--label", "label", "--json");
        Assert.InRange(scored.Json.GetProperty("precision").GetDouble(), 0.95, 1);
        Assert.InRange(scored.Json.GetProperty("recall").GetDouble(), 0.95, 1);
        var (before, after) = (VaeModel.Load(model), VaeModel.Load(folder["n"]));
        Assert.Equal(before.Probability(before.Threshold), after.Probability(after.Threshold), 1e-6f);
        Assert.Equal(before.Options.Engine.Threads, after.Options.Engine.Threads);
        Assert.NotEqual(before.Threshold, after.Threshold);
    }

    [Theory]
    [InlineData("--contamination", "0.02")]
    [InlineData("--quantile", "0.98")]
    [InlineData("--risk", "0.02")]
    public void Threshold_WithoutRows_TakesTheKeptDistribution(string flag, string value)
    {
        var run = CliRun.Of("threshold", "--model", model, flag, value, "--out", model, "--json");

        Assert.Equal(["before", "threshold", "expectedRate"], run.JsonFields);
        Assert.Equal(2, run.Json.GetProperty("expectedRate").GetDouble(), 0.4);
        Assert.Equal(run.Json.GetProperty("threshold").GetDouble(), VaeModel.Load(model).Threshold, 1e-3);
    }

    [Theory]
    [InlineData("--out n", "0 thresholds are asked for")]
    [InlineData("--value 3 --quantile 0.9 --out n", "2 thresholds are asked for")]
    [InlineData("--best-f1 --out n", "add --data")]
    [InlineData("--best-f1 --data d --out n", "--label")]
    [InlineData("--quantile 2 --out n", "--quantile is 2")]
    public void Threshold_WrongUsage_SaysWhat(string flags, string words)
    {
        var run = CliRun.Of(["threshold", "--model", model, .. flags.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibrate_LabelledRows_ChangesTheProbabilityAlone()
    {
        var run = CliRun.Of("calibrate", "--model", model, "--data", data, "--label", "label", "--out", folder["p"], "--json");

        Assert.Equal(["rows", "anomalies", "prevalence", "slope", "probabilityAtThreshold", "warnings"], run.JsonFields);
        var (before, after) = (VaeModel.Load(model), VaeModel.Load(folder["p"]));
        Assert.Equal((before.Threshold, before.Options.Engine.Threads), (after.Threshold, after.Options.Engine.Threads));
        Assert.Null(before.LabelledProbability);
        Assert.Equal(run.Json.GetProperty("slope").GetDouble(), after.LabelledProbability!.Slope, 1e-9);
        Assert.Equal(run.Json.GetProperty("anomalies").GetInt64(), after.LabelledProbability.Anomalies);
        Assert.True(after.Probability(100 * after.Threshold) > 0.9f);
    }

    [Theory]
    [InlineData("--data d --out n", "--label")]
    [InlineData("--data t.csv --label label --prevalence 1 --out n", "prevalence is 1")]
    public void Calibrate_WrongUsage_SaysWhat(string flags, string words)
    {
        var run = CliRun.Of(["calibrate", "--model", model, .. flags.Replace("t.csv", data, StringComparison.Ordinal).Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    /// <summary>A level never seen, in a column bound to another, makes a part of five digits: it is written out.</summary>
    [Fact]
    public void Explain_VeryStrangeRow_WritesItsPartsWithoutPowersOfTen()
    {
        var payments = folder.Write("p.csv", "country,currency,amount\n" + string.Concat(Enumerable.Range(0, 900).Select(i => i % 2 == 0 ? $"DE,EUR,{50 + (i % 17)}\n" : $"JP,JPY,{6500 + (i % 90)}\n")));
        Assert.Equal(ExitCodes.Success, CliRun.Of("train", "--data", payments, "--out", folder["p.onnx"], "--steps", "200", "--quiet").ExitCode);

        var run = CliRun.Of("explain", "--model", folder["p.onnx"], "--data", folder.Write("far.csv", "country,currency,amount\nDE,BTC,60\n"), "--top", "1", "--features", "1");

        Assert.Matches(@"\n +[0-9]{5,} \(.*currency is 'BTC'", run.Output);
    }

    [Fact]
    public void Explain_Rows_SaysWhatWasExpected()
    {
        var run = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--rows", "9,0", "--features", "2");
        var json = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--top", "3", "--json").Json.GetProperty("rows");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("row 9: score ", lines[0], StringComparison.Ordinal);
        Assert.Contains("above the threshold", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"(a|b) is -?[0-9.]+, expected -?[0-9.]+ \+- [0-9.]+", lines[1]);
        Assert.Contains("not above the threshold", lines[3], StringComparison.Ordinal);
        Assert.Equal(3, json.GetArrayLength());
        foreach (var row in json.EnumerateArray())
        {
            Assert.Equal(9, row.GetProperty("row").GetInt32() % 10);
            Assert.True(row.GetProperty("isAnomaly").GetBoolean());

            // In the order of their parts, and so of how many sigma they are from what was expected.
            var surprises = row.GetProperty("features").EnumerateArray()
                .Select(feature => Math.Abs(feature.GetProperty("value").GetDouble() - feature.GetProperty("expected").GetDouble()) / feature.GetProperty("sigma").GetDouble()).ToArray();
            Assert.Equal(surprises.OrderDescending(), surprises);
            Assert.Equal(
                row.GetProperty("score").GetDouble(),
                row.GetProperty("features").EnumerateArray().Sum(feature => feature.GetProperty("contribution").GetDouble()),
                1e-4 * row.GetProperty("score").GetDouble());
        }
    }

    [Fact]
    public void Explain_Out_WritesALineForEachFeatureNamed()
    {
        var json = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--rows", "9,0", "--features", "2", "--json").Json.GetProperty("rows");
        var run = CliRun.Of("explain", "--model", model, "--data", data, "--label", "label", "--rows", "9,0", "--features", "2", "--out", folder["why.csv"]);

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Contains("row 9: score ", run.Output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(folder["why.csv"]);
        Assert.Equal("row,score,isAnomaly,probability,column,value,expected,sigma,contribution", lines[0]);
        Assert.Equal(["9", "9", "0", "0"], lines[1..].Select(line => line.Split(',')[0]));
        var (cells, first) = (lines[1].Split(','), json[0].GetProperty("features")[0]);
        Assert.Equal(first.GetProperty("name").GetString(), cells[4]);
        Assert.Equal(first.GetProperty("value").GetDouble(), double.Parse(cells[5], CultureInfo.InvariantCulture));
        Assert.Equal(first.GetProperty("contribution").GetSingle(), float.Parse(cells[8], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Compare_ShiftedColumn_NamesIt()
    {
        var lines = File.ReadAllLines(folder.WriteTable("later.csv", 600, seed: 2));
        var normal = lines.Where(line => !line.EndsWith(",1", StringComparison.Ordinal)).ToArray();
        var shifted = normal.Select((line, i) => i == 0 ? line : Shift(line.Split(',')));
        var (same, moved) = (folder.Write("same.csv", string.Join('\n', normal)), folder.Write("moved.csv", string.Join('\n', shifted)));

        var calm = CliRun.Of("compare", "--model", model, "--data", same, "--label", "label");
        var alarm = CliRun.Of("compare", "--model", model, "--data", moved, "--label", "label", "--json").Json;

        Assert.StartsWith("No drift", calm.Output, StringComparison.Ordinal);
        Assert.True(alarm.GetProperty("hasDrifted").GetBoolean());
        Assert.Equal("c", alarm.GetProperty("moved")[0].GetProperty("name").GetString());
        Assert.Contains("c (", alarm.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, CliRun.Of("compare", "--model", model, "--data", same, "--label", "label", "--level", "2").ExitCode);
    }

    [Fact]
    public void Score_Probability_IsAColumnOfTheFile()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--probability", "--out", folder["s.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = File.ReadAllLines(folder["s.csv"]);
        Assert.Equal("row,score,isAnomaly,probability,label", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.All(rows, row => Assert.Equal(row[2] == 1, row[3] > 0.5));
        Assert.Equal(ExitCodes.Usage, CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--probability").ExitCode);
    }

    private static string Shift(string[] fields)
    {
        fields[2] = (double.Parse(fields[2], CultureInfo.InvariantCulture) + 0.3).ToString(CultureInfo.InvariantCulture);
        return string.Join(',', fields);
    }
}
