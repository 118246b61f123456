using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

/// <summary>Explanations speak of truth values as the file does.</summary>
public sealed class TruthWordTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("FALSE", "TRUE")]
    [InlineData("false", "true")]
    public void Explain_ColumnOfTruthValues_SaysThemAsTheFileDoes(string no, string yes)
    {
        var (model, data) = Train(no, yes);

        var run = CliRun.Of("explain", "--model", model, "--data", data, "--rows", "7", "--features", "1");
        var feature = CliRun.Of("explain", "--model", model, "--data", data, "--rows", "7", "--features", "1", "--json").Json.GetProperty("rows")[0].GetProperty("features")[0];
        var table = CliRun.Of("explain", "--model", model, "--data", data, "--rows", "7", "--features", "1", "--out", folder["why.csv"]);

        Assert.Matches($"heated is {no}, expected {yes} [(][0-9]+ %[)]", run.Output);
        Assert.Equal([no, yes], new[] { "value", "expected" }.Select(name => feature.GetProperty(name).GetString()));
        Assert.True(table.ExitCode == ExitCodes.Success, table.Error);
        Assert.Contains($",heated,{no},{yes},", File.ReadAllLines(folder["why.csv"])[1], StringComparison.Ordinal);
    }

    [Fact]
    public void ReconstructAndImpute_ColumnOfTruthValues_WriteThemAsTheFileDoes()
    {
        var (model, data) = Train("FALSE", "TRUE", "--missing", "observed");

        var rebuilt = CliRun.Of("reconstruct", "--model", model, "--data", data, "--count", "4", "--out", folder["r.csv"]);
        var filled = CliRun.Of("impute", "--model", model, "--data", folder.Write("gap.csv", "warmth,heated\n22,\n9,\n9,FALSE\n"), "--out", folder["f.csv"]);

        Assert.True(rebuilt.ExitCode == ExitCodes.Success, rebuilt.Error);
        Assert.True(filled.ExitCode == ExitCodes.Success, filled.Error);
        var cells = File.ReadAllLines(folder["f.csv"]).Skip(1).Select(line => line.Split(',')[1]).ToArray();
        Assert.All(cells, cell => Assert.Contains(cell, new[] { "FALSE", "TRUE" }));
        Assert.Equal("FALSE", cells[2]);
        Assert.All(File.ReadAllLines(folder["r.csv"]).Skip(1), line => Assert.Contains(line.Split(',')[1], new[] { "FALSE", "TRUE" }));
    }

    [Fact]
    public void Inspect_ColumnThatTrainingRefuses_IsTakenForNothing()
    {
        var data = folder.Write("t.csv", "id,size\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"A{i * 37},{i % 5}\n")));

        var run = CliRun.Of("inspect", "--data", data);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Matches("(?m)^1 +id +refused ", run.Output);
        Assert.Contains("'id' has 60 different texts in 60 rows: new rows will hold others, which the model cannot know; leave it out (--ignore).", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ColumnOfTimes_SaysItsRangeAsTimes()
    {
        var data = folder.Write("t.csv", "when,size\n" + string.Concat(Enumerable.Range(0, 48).Select(i => FormattableString.Invariant($"2026-05-{1 + (i / 24):00} {i % 24:00}:30,{i % 5}\n"))));

        var run = CliRun.Of("inspect", "--data", data, "--date", "when=hour");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Output);
        Assert.Contains("2026-05-01 00:30 to 2026-05-02 23:30", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ColumnOf0And1_KeepsItsNumbers()
    {
        var (model, data) = Train("0", "1");

        var run = CliRun.Of("explain", "--model", model, "--data", data, "--rows", "7", "--features", "1");

        Assert.Matches(@"heated is 0, expected [0-9.]+ \+- ", run.Output);
    }

    /// <summary>Rooms that are warm where they are heated, but for one.</summary>
    private (string Model, string Data) Train(string no, string yes, params string[] more)
    {
        var data = folder.Write("rooms.csv", "warmth,heated\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
            FormattableString.Invariant($"{(i % 2 == 1 ? 22 : 9) + (i % 5 * 0.2):F1},{(i % 2 == 1 && i != 7 ? yes : no)}\n"))));
        var run = CliRun.Of(["train", "--data", data, "--binary", "heated", "--out", folder["m.onnx"], "--steps", "60", "--quiet", .. more]);
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        return (folder["m.onnx"], data);
    }
}
