using Vae.Cli.Hosting;
using Vae.Core.Models;
using Vae.Core.Reports;

namespace Vae.Cli.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train")]
    [InlineData("score")]
    [InlineData("encode")]
    public void Run_InterruptedAtOnce_ExitsWith130AndWritesNothing(string command)
    {
        var data = folder.WriteTable("t.csv", 40);
        CliRun.Of("train", "--data", data, "--label", "label", "--out", folder["m"], "--steps", "2");
        string[] model = command == "train" ? [] : ["--model", folder["m"]];
        using var error = new StringWriter();

        var run = CliRun.With(error, isTerminal: false,
            [command, .. model, "--data", data, "--label", "label", "--out", folder["out"]], new CancellationToken(canceled: true));

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Equal("error: Interrupted; nothing was written.", Assert.Single(run.ErrorLines));
        Assert.Equal(["m", "t.csv"], folder.Files);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Train_InterruptedWithinMilliseconds_WritesAWholeModelOrNothing(int milliseconds)
    {
        var data = folder.WriteTable("t.csv", 2000);
        using var source = new CancellationTokenSource(milliseconds);
        using var error = new StringWriter();

        var run = CliRun.With(error, isTerminal: false, ["train", "--data", data, "--out", folder["m"], "--ignore", "label", "--epochs", "1000000"], source.Token);

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        if (File.Exists(folder["m"]))
        {
            Assert.Equal(StopReason.Cancelled, VaeModel.Load(folder["m"]).Report.StopReason);
            Assert.Equal(["m", "t.csv"], folder.Files);
        }
        else
        {
            Assert.Contains("error: Interrupted; nothing was written.", run.Error, StringComparison.Ordinal);
            Assert.Equal(["t.csv"], folder.Files);
        }
    }

    [Fact]
    public void Train_InterruptedAfterAnEpoch_WritesTheBestModelSoFar()
    {
        var data = folder.WriteTable("t.csv", 200);
        using var source = new CancellationTokenSource();
        using var error = new CancellingWriter(source);

        var run = CliRun.With(error, isTerminal: false,
            ["train", "--data", data, "--label", "label", "--out", folder["m"], "--epochs", "1000000", "--json"], source.Token);

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("Interrupted: the best model so far, of epoch ", run.Error, StringComparison.Ordinal);
        Assert.Contains("was written to", run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Json.GetProperty("epochs").GetInt32(), 1, 999_999);
        Assert.Equal(StopReason.Cancelled, VaeModel.Load(folder["m"]).Report.StopReason);
        Assert.Equal(["m", "t.csv"], folder.Files);
    }

    /// <summary>Presses Ctrl-C when the first line of progress is printed, behind what is told of the data.</summary>
    private sealed class CancellingWriter(CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains("epoch", StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }
}
