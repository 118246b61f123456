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
    public void Explain_ColumnOf0And1_KeepsItsNumbers()
    {
        var (model, data) = Train("0", "1");

        var run = CliRun.Of("explain", "--model", model, "--data", data, "--rows", "7", "--features", "1");

        Assert.Matches(@"heated is 0, expected [0-9.]+ \+- ", run.Output);
    }

    /// <summary>Rooms that are warm where they are heated, but for one.</summary>
    private (string Model, string Data) Train(string no, string yes)
    {
        var data = folder.Write("rooms.csv", "warmth,heated\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
            FormattableString.Invariant($"{(i % 2 == 1 ? 22 : 9) + (i % 5 * 0.2):F1},{(i % 2 == 1 && i != 7 ? yes : no)}\n"))));
        var run = CliRun.Of("train", "--data", data, "--binary", "heated", "--out", folder["m.onnx"], "--steps", "60", "--quiet");
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        return (folder["m.onnx"], data);
    }
}
