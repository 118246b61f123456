using Vae.Cli.Hosting;

namespace Vae.Cli.Tests.Resuming;

/// <summary>The flags of a run that can be resumed.</summary>
public sealed class ResumeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_Interrupted_WritesTheCheckpointThatResumeGoesOnFrom()
    {
        var data = folder.WriteTable("t.csv", 200);
        string[] flags = ["train", "--data", data, "--label", "label", "--epochs", "60"];
        Assert.Equal(0, CliRun.Of([.. flags, "--out", folder["whole"]]).ExitCode);

        var first = Interrupted([.. flags, "--out", folder["m"], "--checkpoint", folder["c"]]);
        var interrupted = folder.Files;
        var second = CliRun.Of("train", "--resume", folder["c"]);

        Assert.Equal(ExitCodes.Interrupted, first.ExitCode);
        Assert.Contains($"'vae train --resume {folder["c"]}' goes on from there.", first.Error, StringComparison.Ordinal);
        Assert.Equal(["c", "m", "t.csv", "whole"], interrupted);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains($"Going on from '{folder["c"]}'.", second.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["m"]));
        Assert.Equal(["m", "t.csv", "whole"], folder.Files);
    }

    [Fact]
    public void Train_SameCommandAgain_GoesOn()
    {
        string[] flags = ["train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--epochs", "60"];
        Assert.Equal(0, CliRun.Of([.. flags, "--out", folder["whole"]]).ExitCode);
        flags = [.. flags, "--out", folder["m"], "--checkpoint", folder["c"], "--every", "10"];
        Assert.Equal(ExitCodes.Interrupted, Interrupted(flags).ExitCode);

        Assert.Equal(0, CliRun.Of(flags).ExitCode);

        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["m"]));
    }

    [Fact]
    public void Train_CheckpointOfOtherFlags_IsRefusedAndNamesThem()
    {
        string[] flags = ["train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--out", folder["m"], "--checkpoint", folder["c"]];
        Assert.Equal(ExitCodes.Interrupted, Interrupted([.. flags, "--epochs", "60"]).ExitCode);

        var run = CliRun.Of([.. flags, "--epochs", "61", "--seed", "1"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("of a run with other options: --epochs was 60 and is 61; Seed was 0 and is 1.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_DataChanged_IsRefused()
    {
        string[] flags = ["train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--out", folder["m"], "--checkpoint", folder["c"], "--epochs", "60"];
        Assert.Equal(ExitCodes.Interrupted, Interrupted(flags).ExitCode);
        folder.WriteTable("t.csv", 190);

        var run = CliRun.Of("train", "--resume", folder["c"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("there are 190 training rows where there were 200", run.Error, StringComparison.Ordinal);
        Assert.Contains("c", folder.Files);
    }

    [Theory]
    [InlineData("--resume", 2, "no file is named")]
    [InlineData("--resume=", 2, "no file is named")]
    [InlineData("--resume none", 3, "Checkpoint 'none' does not exist")]
    [InlineData("--resume c --epochs 3", 2, "but '--epochs' is given beside it")]
    [InlineData("--data t.csv --out m --every 5", 2, "--every says how often --checkpoint is written")]
    [InlineData("--data t.csv --out m --checkpoint c --every 5x", 2, "'5x' is no time and no number of steps")]
    public void Train_FlagsThatCannotBe_AreRefusedInWords(string flags, int code, string words)
    {
        var run = CliRun.Of(["train", .. flags.Split(' ')]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_NoCheckpoint_IsRefused()
    {
        var run = CliRun.Of("train", "--resume", folder.Write("c", "This is a text of more than forty-eight bytes and no checkpoint."), "--quiet");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("is no checkpoint; give the file that --checkpoint", run.Error, StringComparison.Ordinal);
    }

    private static CliRun Interrupted(string[] arguments)
    {
        using var source = new CancellationTokenSource();
        using var error = new CancellingWriter(source);
        return CliRun.With(error, isTerminal: false, arguments, source.Token);
    }

    /// <summary>Presses Ctrl-C when the first line of progress is printed.</summary>
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
