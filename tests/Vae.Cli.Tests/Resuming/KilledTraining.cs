using System.Diagnostics;
using System.Globalization;

namespace Vae.Cli.Tests.Resuming;

/// <summary>One training as a process of its own that is killed at random moments and resumed.</summary>
/// <param name="folder">Where it writes.</param>
/// <param name="flags">What to train, without <c>--out</c>.</param>
internal sealed class KilledTraining(TemporaryFolder folder, string[] flags)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private string Checkpoint => folder["run.ckpt"];

    private string Model => folder["model.onnx"];

    /// <summary>Kills asked for of each combination: one, or what the environment says.</summary>
    public static int Kills => int.TryParse(Environment.GetEnvironmentVariable("VAE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 1;

    /// <summary>Whether all combinations are asked for.</summary>
    public static bool IsWhole => Environment.GetEnvironmentVariable("VAE_KILLS") is { Length: > 0 };

    /// <summary>The model of a run that nothing happens to, what it said where it failed, and how long it took.</summary>
    public (byte[] Model, string Error, TimeSpan Time) Uninterrupted()
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(["train", .. flags, "--out", folder["whole.onnx"], "--quiet"]);
        var error = End(process);
        return (process.ExitCode == 0 ? File.ReadAllBytes(folder["whole.onnx"]) : [], error, clock.Elapsed);
    }

    /// <summary>Kills it so many times, lets it come to its end, and returns the model; every model that it came to in between is held against the one expected.</summary>
    /// <param name="kills">How many times: half of them at any moment, a quarter each while the checkpoint and while the model is being written.</param>
    /// <param name="within">The length of a run, of which any moment is a random part.</param>
    /// <param name="expected">The model of the run that nothing happened to.</param>
    /// <param name="seed">Of the moments.</param>
    /// <returns>The model, how many of the kills found a checkpoint to go on from, and how many a file that was being written.</returns>
    public (byte[] Model, int Resumed, int Writing) Kill(int kills, TimeSpan within, byte[] expected, int seed)
    {
        var random = new Random(seed);
        var (resumed, writing) = (0, 0);
        for (var killed = 0; killed < kills;)
        {
            using var process = Start(Next());
            var hasEnded = ((seed + killed) % 4) switch
            {
                2 => WaitFor(Unfinished(Checkpoint), random.Next(1, 8), process),
                3 => WaitFor(Unfinished(Model), 1, process),
                _ => process.WaitForExit(random.NextDouble() * within),
            };
            if (hasEnded)
            {
                Assert.Equal(expected, Finished(process));
                File.Delete(Model);
                continue;
            }

            process.Kill();
            process.WaitForExit();
            killed++;
            resumed += File.Exists(Checkpoint) ? 1 : 0;
            writing += IsBegun(Unfinished(Checkpoint)) || IsBegun(Unfinished(Model)) ? 1 : 0;
            if (File.Exists(Model))
            {
                // It was killed behind the model and before the checkpoint was deleted.
                Assert.Equal(expected, File.ReadAllBytes(Model));
            }
        }

        using var last = Start(Next());
        return (Finished(last), resumed, writing);
    }

    private static string Unfinished(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.tmp");

    private static bool IsBegun(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>Waits until a file is seen in writing so many times; true where the process ended before.</summary>
    private static bool WaitFor(string path, int times, Process process)
    {
        while (!process.WaitForExit(0))
        {
            if (IsBegun(path) && --times == 0)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }

    private string[] Next() => File.Exists(Checkpoint)
        ? ["train", "--resume", Checkpoint, "--quiet"]
        : ["train", .. flags, "--out", Model, "--checkpoint", Checkpoint, "--every", "3", "--quiet"];

    private byte[] Finished(Process process)
    {
        var error = End(process);
        Assert.True(process.ExitCode == 0, error);
        Assert.False(File.Exists(Checkpoint), "the checkpoint is still there");
        return File.ReadAllBytes(Model);
    }

    private static string End(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return error.Result;
    }

    private static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vae.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
