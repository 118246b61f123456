using System.Diagnostics;
using System.Globalization;
using Vae.Cli.Hosting;
using Vae.Core.Models;
using Xunit.Abstractions;

namespace Vae.Cli.Tests.Resuming;

/// <summary>
/// A training that is sent SIGINT or SIGTERM at moments from its first millisecond to its last: it ends with 130 and leaves whole files, from which it goes on to the model of a run that nothing happened to.
/// <c>VAE_SIGNALS=40</c> makes forty moments of three, and prints how long each took to be answered.
/// </summary>
public sealed class SignalTests(ITestOutputHelper output) : IDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder folder = new();

    private static int Moments => int.TryParse(Environment.GetEnvironmentVariable("VAE_SIGNALS"), NumberStyles.None, CultureInfo.InvariantCulture, out var moments) ? moments : 3;

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Train_SignalAtAnyMoment_EndsWith130AndGoesOnFromThere()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs the kill command to send signals, which Windows lacks");
        string[] flags = ["train", "--data", folder.WriteTable("t.csv", 600), "--label", "label", "--epochs", Moments > 3 ? "60" : "20", "--hidden", "24", "--quiet"];
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Ended([.. flags, "--out", folder["whole"]]).Code);
        var (expected, time) = (File.ReadAllBytes(folder["whole"]), clock.Elapsed);

        for (var moment = 0; moment < Moments; moment++)
        {
            using var process = Start([.. flags, "--out", folder["m"], "--checkpoint", folder["c"], "--every", "50"]);
            var error = process.StandardError.ReadToEndAsync();
            var after = time * moment / Moments;
            if (!process.WaitForExit(after))
            {
                var (code, seconds) = Answer(process, moment % 2 == 0 ? "-INT" : "-TERM");
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {after.TotalSeconds:F2} s: exit {code} {seconds:F2} s later: {error.Result.Trim()}"));
                RequireWhole(code, expected, error.Result);
            }

            if (File.Exists(folder["c"]))
            {
                var (code, words) = Ended(["train", "--resume", folder["c"], "--quiet"]);
                Assert.True(code == 0, words);
                Assert.Equal(expected, File.ReadAllBytes(folder["m"]));
            }

            File.Delete(folder["m"]);
            Assert.Equal(["t.csv", "whole"], folder.Files);
        }
    }

    [SkippableTheory]
    [InlineData("train")]
    [InlineData("inspect")]
    public void Process_SignalWhileNothingComesOnTheStandardInput_EndsWith130(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs the kill command to send signals, which Windows lacks");
        using var process = Start([command, "--data", "-", .. command == "train" ? ["--out", folder["m"]] : Array.Empty<string>()], readsInput: true);
        process.StandardInput.Write("a,b\n1,2\n");
        process.StandardInput.Flush();
        Thread.Sleep(TimeSpan.FromSeconds(1)); // sooner, nothing was read yet, which ends with the same code

        var (code, _) = Answer(process, "-INT");

        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Empty(folder.Files);
    }

    private void RequireWhole(int code, byte[] expected, string error)
    {
        // Before the program has said what it does at a signal, the signal ends it, and nothing was begun; behind the last row of calibration all is done.
        Assert.True(code is ExitCodes.Interrupted or ExitCodes.Success or 128 + SigTerm, error);
        if (code == ExitCodes.Success)
        {
            Assert.Equal(expected, File.ReadAllBytes(folder["m"]));
        }
        else if (code == 128 + SigTerm)
        {
            Assert.Equal(["t.csv", "whole"], folder.Files);
        }
        else if (File.Exists(folder["m"]))
        {
            VaeModel.Load(folder["m"]);
        }
    }

    private static (int Code, double Seconds) Answer(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        var clock = Stopwatch.StartNew();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return (process.ExitCode, clock.Elapsed.TotalSeconds);
    }

    private static (int Code, string Error) Ended(string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return (process.ExitCode, error);
    }

    private static Process Start(string[] arguments, bool readsInput = false) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vae.dll"), .. arguments])
        {
            RedirectStandardInput = readsInput,
            RedirectStandardError = true,
        })!;
}
