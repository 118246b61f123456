using System.Diagnostics;
using System.Globalization;

namespace Vae.Cli.Tests.Resuming;

/// <summary>One training as a process of its own that is killed at random moments and resumed.</summary>
/// <param name="folder">Where it writes.</param>
/// <param name="flags">What to train, without <c>--out</c>.</param>
internal sealed class KilledTraining(TemporaryFolder folder, string[] flags)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
    /// <param name="kills">How many times.</param>
    /// <param name="within">Each time after a random part of this.</param>
    /// <param name="expected">The model of the run that nothing happened to.</param>
    /// <param name="seed">Of the moments.</param>
    /// <returns>The model, and how many of the kills found a checkpoint to go on from.</returns>
    public (byte[] Model, int Resumed) Kill(int kills, TimeSpan within, byte[] expected, int seed)
    {
        var random = new Random(seed);
        var resumed = 0;
        for (var killed = 0; killed < kills;)
        {
            using var process = Start(Next());
            if (process.WaitForExit(random.NextDouble() * within))
            {
                Assert.Equal(expected, Finished(process));
                File.Delete(Model);
                continue;
            }

            process.Kill();
            process.WaitForExit();
            killed++;
            resumed += File.Exists(Checkpoint) ? 1 : 0;
        }

        using var last = Start(Next());
        return (Finished(last), resumed);
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
