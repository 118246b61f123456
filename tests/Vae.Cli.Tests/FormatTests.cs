namespace Vae.Cli.Tests;

/// <summary>Every command takes every format, and several files.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TrainAndScore_JsonLines_AreTheSameAsCsvByteForByte()
    {
        // As short as they can be, for the model keeps examples as the file has them.
        var csv = folder.Write("t.csv", System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(folder.WriteTable("long.csv", 60)), "\\.?0+(?=[,\n])(?<=\\.\\d*)", ""));
        var json = folder.Write("t.jsonl", JsonLines(csv));

        foreach (var (data, name) in new[] { (csv, "csv"), (json, "json") })
        {
            Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--epochs", "2", "--quiet", "--out", folder[name]).ExitCode);
            Assert.Equal(0, CliRun.Of("score", "--model", folder["csv"], "--data", data, "--label", "label", "--out", folder[name + ".csv"]).ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(folder["csv"]), File.ReadAllBytes(folder["json"]));
        Assert.Equal(File.ReadAllText(folder["csv.csv"]), File.ReadAllText(folder["json.csv"]));
    }

    [Fact]
    public void Data_SeveralFilesOrAPattern_AreOneTable()
    {
        var (first, second) = (folder.WriteTable("a.csv", 30, seed: 1), folder.WriteTable("b.csv", 40, seed: 2));

        Assert.Equal(70, CliRun.Of("inspect", "--data", first, second, "--label", "label", "--json").Json.GetProperty("rows").GetInt64());
        Assert.Equal(70, CliRun.Of("inspect", "--data", first, "--data", second, "--json").Json.GetProperty("rows").GetInt64());
        Assert.Equal(0, CliRun.Of("train", "--data", folder["*.csv"], "--label", "label", "--epochs", "1", "--quiet", "--out", folder["m"]).ExitCode);
        Assert.Equal(70, CliRun.Of("score", "--model", folder["m"], "--data", first, second, "--label", "label", "--json").Json.GetProperty("rows").GetInt64());
    }

    [Theory]
    [InlineData("--delimiter", ";")]
    [InlineData("--header", "yes")]
    [InlineData("--skip-lines", "1")]
    public void Data_FlagsForLinesOfCsvWithAnotherFormat_AreRefused(string flag, string value)
    {
        var json = folder.Write("t.jsonl", JsonLines(folder.WriteTable("t.csv", 20)));

        foreach (var run in new[] { CliRun.Of("train", "--data", json, flag, value, "--out", folder["m"]), CliRun.Of("inspect", "--data", json, flag, value) })
        {
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("say how the lines of CSV files are read", run.Error, StringComparison.Ordinal);
        }
    }

    private static string JsonLines(string csv)
    {
        var lines = File.ReadAllLines(csv);
        var names = lines[0].Split(',');
        return string.Concat(lines.Skip(1).Select(line => "{" + string.Join(", ", line.Split(',').Select((value, i) => $"\"{names[i]}\": {value}")) + "}\n"));
    }
}
