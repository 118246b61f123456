using System.Diagnostics;

namespace Vae.Cli.Tests;

/// <summary>The tool as a process of its own: exit codes, which stream gets what, and real signals.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Process_TrainAndScore_PrintOneJsonObjectOnTheOutput()
    {
        var data = folder.WriteTable("t.csv", 100);

        var train = Run("train", "--data", data, "--label", "label", "--out", folder["m"], "--epochs", "2", "--json");
        var score = Run("score", "--model", folder["m"], "--data", data, "--label", "label", "--json");

        Assert.Equal((0, 0), (train.ExitCode, score.ExitCode));
        Assert.StartsWith("{\"epochs\":2,", train.Output, StringComparison.Ordinal);
        Assert.StartsWith("{\"rows\":100,", score.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 2/2", train.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', train.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Process_StandardInput_IsReadAsTheFileIs(bool isCompressed)
    {
        var data = folder.WriteTable("t.csv", 100);
        var content = File.ReadAllBytes(data);
        if (isCompressed)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest))
            {
                gzip.Write(content);
            }

            content = compressed.ToArray();
        }

        var train = RunOn(content, "train", "--data", "-", "--label", "label", "--out", folder["m"], "--epochs", "2", "--quiet");
        var score = RunOn(content, "score", "--model", folder["m"], "--data", "-", "--out", folder["a.csv"]);
        var again = Run("score", "--model", folder["m"], "--data", data, "--out", folder["b.csv"]);

        Assert.Equal((0, 0, 0), (train.ExitCode, score.ExitCode, again.ExitCode));
        Assert.Equal(File.ReadAllText(folder["b.csv"]), File.ReadAllText(folder["a.csv"]));
    }

    [Fact]
    public void Process_StandardOutput_IsATableThatTheNextProcessOfAPipeReads()
    {
        var data = folder.WriteTable("t.csv", 100);
        Assert.Equal(0, Run("train", "--data", data, "--label", "label", "--out", folder["m"], "--epochs", "2", "--quiet").ExitCode);

        var sampled = Run("sample", "--model", folder["m"], "--count", "40", "--out", "-");
        var scored = RunOn(System.Text.Encoding.UTF8.GetBytes(sampled.Output), "score", "--model", folder["m"], "--data", "-", "--out", "-", "--json");

        Assert.Equal((0, 0), (sampled.ExitCode, scored.ExitCode));
        Assert.Equal("a,b,c", sampled.Output.Split('\n')[0]);
        Assert.Equal(41, sampled.Output.TrimEnd().Split('\n').Length);
        Assert.Equal(["row,score,isAnomaly", .. Enumerable.Range(0, 40).Select(i => $"{i},")], scored.Output.TrimEnd().Split('\n').Select((line, i) => i == 0 ? line : line[..(line.IndexOf(',', StringComparison.Ordinal) + 1)]));
        Assert.Contains("{\"rows\":40,", scored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_DamagedStandardInput_IsNamed()
    {
        var run = RunOn("a,b\n1,2\n3,x\n4,5\n5,6\n"u8.ToArray(), "train", "--data", "-", "--out", folder["m"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("'-', line 3, column 'b' (number 2): found 'x'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_Errors_AreOneLineAndAnExitCode()
    {
        var usage = Run("train", "--data", "d");
        var data = Run("train", "--data", folder["none"], "--out", folder["m"]);
        var failure = Run("train", "--data", folder.WriteTable("t.csv", 20), "--label", "label", "--out", folder["none/m"]);

        Assert.Equal((2, 3, 1), (usage.ExitCode, data.ExitCode, failure.ExitCode));
        Assert.All([usage, data, failure], run =>
        {
            Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        });
    }

    [Fact]
    public void Process_Verbose_ShowsTheTrace()
    {
        Assert.Contains("   at Vae.", Run("train", "--data", folder["none"], "--out", folder["m"], "--verbose").Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Process_CtrlC_WritesTheModelAndExitsWith130()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs the kill command to send SIGINT, which Windows lacks");
        using var process = Start(["train", "--data", folder.WriteTable("t.csv", 500), "--label", "label", "--out", folder["m"], "--epochs", "1000000"]);
        var output = process.StandardOutput.ReadToEndAsync();

        // The first line of progress says that training has begun.
        string? first;
        do
        {
            first = process.StandardError.ReadLine();
        }
        while (first?.Contains("epoch", StringComparison.Ordinal) == false);

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var error = first + "\n" + process.StandardError.ReadToEnd();

        Assert.True(process.WaitForExit(Patience), "the process did not end");
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Interrupted: the best model so far", error, StringComparison.Ordinal);
        Assert.Contains("training loss", output.Result, StringComparison.Ordinal);
        Assert.Equal(["m", "t.csv"], folder.Files);
    }

    private static CliRun Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return new CliRun(process.ExitCode, output, error.Result);
    }

    private static CliRun RunOn(byte[] input, params string[] arguments)
    {
        using var process = Start(arguments, readsInput: true);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return new CliRun(process.ExitCode, output.Result, error.Result);
    }

    private static Process Start(string[] arguments, bool readsInput = false) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vae.dll"), .. arguments])
        {
            RedirectStandardInput = readsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
