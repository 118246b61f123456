using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vae.Mpi.Tests;

/// <summary>Real processes under a real <c>mpirun</c>.</summary>
public sealed partial class MpirunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Train_OneTwoOrFourProcesses_WriteOneFile()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var data = folder.WriteTable("t.csv", 400);
        Assert.Equal(0, Mpirun.Run(Mpirun.Start(Mpirun.Tool(Training(data, "alone")))).ExitCode);

        foreach (var processes in (int[])[1, 2, 4])
        {
            var run = Mpirun.Run(processes, Training(data, $"m{processes}"));

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder[$"m{processes}"]));
            Assert.Single(Regex.Matches(run.Output, "^model ", RegexOptions.Multiline));
            Assert.Equal(1, Regex.Count(run.Error, "^epoch 1/2 ", RegexOptions.Multiline));
        }
    }

    [SkippableFact]
    public void Train_OddCellsInRowsOfAnyProcess_AreToldOfAndGiveOneFile()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var lines = Enumerable.Range(0, 3000).Select(row => $"{row * 0.001},{row % 7},{(row % 3 == 0 ? "tcp" : "udp")}").ToArray();
        lines[2501] = "1,2"; // a field too few, in a row of the second process
        var data = folder.Write("odd.csv", "a,b,kind\n" + string.Join('\n', lines));
        string[] training = ["train", "--data", data, "--shards", "4", "--batch", "64", "--steps", "20", "--hidden", "8", "--out"];
        string[] skipping = [.. training[..^1], "--invalid-rows", "skip", "--out"];
        var alone = Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. skipping, folder["alone"]])));
        Assert.True(alone.ExitCode == 0, alone.Error);

        var two = Mpirun.Run(2, [.. skipping, folder["two"]]);
        var refused = Mpirun.Run(2, [.. training, folder["refused"]]);
        lines[2502] = "1,x,tcp";
        File.WriteAllText(data, "a,b,kind\n" + string.Join('\n', lines));
        var further = Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. skipping, folder["further"], "--from", folder["alone"]])));
        var furtherTwo = Mpirun.Run(2, [.. skipping, folder["further2"], "--from", folder["two"]]);

        Assert.True(two.ExitCode == 0 && furtherTwo.ExitCode == 0, two.Error + furtherTwo.Error);
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["two"]));
        Assert.Equal(File.ReadAllBytes(folder["further"]), File.ReadAllBytes(folder["further2"]));
        Assert.Equal(Warnings(alone.Error), Warnings(two.Error));
        Assert.Contains("1 of 3000 rows cannot be read and are left out", two.Error, StringComparison.Ordinal);
        Assert.Equal(Warnings(further.Error), Warnings(furtherTwo.Error));
        Assert.Contains("2 of 3000 rows hold a value that cannot be read and were left out", furtherTwo.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("line 2503: found 2 fields where the first line has 3", refused.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Train_RowsBeyondMemory_OneFileFromAnyNumberOfProcessesAndAfterAKill()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var data = folder.WriteTable("t.csv", 100_000);
        string[] training =
            ["train", "--data", data, "--label", "label", "--shards", "4", "--batch", "2000", "--steps", "130", "--hidden", "8", "--memory", "1", "--score", "squared-error", "--quiet", "--out"];
        var alone = Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. training, folder["alone"]])));
        Assert.True(alone.ExitCode == 0, alone.Error);
        var resident = Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. training.Select(word => word == "1" ? "64" : word), folder["resident"]])));
        Assert.True(resident.ExitCode == 0, resident.Error);

        var four = Mpirun.Run(4, [.. training, folder["four"]]);
        using var process = Mpirun.Start([Mpirun.Name, "-n", "2", .. Mpirun.Tool([.. training, folder["m"], "--checkpoint", folder["c"], "--every", "10"])]);
        var waited = Stopwatch.StartNew();
        while (!File.Exists(folder["c"]) && waited.Elapsed < Mpirun.Longest)
        {
            Thread.Sleep(5);
        }

        process.Kill(entireProcessTree: true);
        Mpirun.Run(process);
        Assert.False(File.Exists(folder["m"]));
        var resumed = Mpirun.Run(4, "train", "--resume", folder["c"], "--quiet");

        Assert.True(four.ExitCode == 0, four.Error);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.NotEqual(File.ReadAllBytes(folder["resident"]), File.ReadAllBytes(folder["alone"]));
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["four"]));
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["m"]));
    }

    [SkippableFact]
    public void Score_Processes_WriteTheTableOfOne()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var data = folder.WriteTable("t.csv", 400);
        Assert.Equal(0, Mpirun.Run(Mpirun.Start(Mpirun.Tool(Training(data, "m")))).ExitCode);
        var large = folder.WriteTable("large.csv", 50_000, seed: 2);
        string[] score = ["score", "--model", folder["m"], "--data", large, "--label", "label", "--json", "--probability", "--out"];
        var alone = Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. score, folder["alone.csv"]])));

        foreach (var processes in (int[])[2, 3])
        {
            var run = Mpirun.Run(processes, [.. score, folder["several.csv"]]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(File.ReadAllBytes(folder["alone.csv"]), File.ReadAllBytes(folder["several.csv"]));
            Assert.Equal(WithoutSpeed(alone.Output), WithoutSpeed(run.Output));
        }
    }

    [SkippableFact]
    public void Train_AnErrorInOneProcess_EndsAllWithWordsThatNameIt()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var data = folder.WriteTable("t.csv", 400);
        var tool = Mpirun.Tool();
        var script = folder.Write("start.sh", $"[ \"$PMI_RANK\" = 1 ] && exec {string.Join(' ', tool)} train --data nowhere.csv --shards 2 --out {folder["m"]}\nexec {string.Join(' ', tool)} {string.Join(' ', Training(data, "m"))}\n");

        var run = Mpirun.Run(Mpirun.Start([Mpirun.Name, "-n", "2", "sh", script]));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Matches("error: Process 1 of 2, on host '.*', ended with: 'nowhere.csv' does not exist; check the path.", run.Error);
        Assert.False(File.Exists(folder["m"]));
    }

    [SkippableFact]
    public void Commands_ThatShareNoWork_AreRefused()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);

        var run = Mpirun.Run(2, "inspect", "--model", "m");

        Assert.Equal((2, 1), (run.ExitCode, Regex.Count(run.Error, "'vae inspect' was started in 2 processes")));
    }

    [Fact]
    public void Process_OfOpenMpi_IsToldToUseMpich()
    {
        var run = Mpirun.Run(Mpirun.Start(Mpirun.Tool("--version"), ("OMPI_COMM_WORLD_SIZE", "2")));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: This process was started by the mpirun of Open MPI", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Train_AProcessKilled_EndsAllAndResumesToTheSameFile()
    {
        Skip.If(Mpirun.Missing is not null, Mpirun.Missing);
        var data = folder.WriteTable("t.csv", 3000);
        string[] training = ["train", "--data", data, "--label", "label", "--shards", "4", "--batch", "64", "--steps", "700", "--hidden", "32", "--out"];
        Assert.Equal(0, Mpirun.Run(Mpirun.Start(Mpirun.Tool([.. training, folder["whole"], "--quiet"]))).ExitCode);
        using var process = Mpirun.Start([Mpirun.Name, "-n", "2", .. Mpirun.Tool([.. training, folder["m"], "--checkpoint", folder["c"], "--every", "20"])]);
        var line = process.StandardError.ReadLine()!;
        var number = int.Parse(Who().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
        var waited = Stopwatch.StartNew();
        while (!File.Exists(folder["c"]) && waited.Elapsed < Mpirun.Longest)
        {
            Thread.Sleep(5);
        }

        Process.GetProcessById(number).Kill();
        var run = Mpirun.Run(process);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"PID {number} RUNNING AT", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["m"]));
        var resumed = Mpirun.Run(4, "train", "--resume", folder["c"], "--quiet");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["m"]));
        Assert.False(File.Exists(folder["c"]));
    }

    private string[] Training(string data, string model) =>
        ["train", "--data", data, "--label", "label", "--shards", "4", "--batch", "64", "--epochs", "2", "--hidden", "16", "--out", folder[model]];

    private static string[] Warnings(string error) => [.. error.Split('\n').Where(line => line.StartsWith("warning:", StringComparison.Ordinal))];

    private static string WithoutSpeed(string json) => Regex.Replace(json, "\"rowsPerSecond\":[0-9.eE+-]+", "");

    [GeneratedRegex("1 is PID ([0-9]+) on")]
    private static partial Regex Who();
}
