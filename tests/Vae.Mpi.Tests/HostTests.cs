using System.Diagnostics;

namespace Vae.Mpi.Tests;

/// <summary>Processes on hosts of their own.</summary>
public sealed class HostTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Train_OnTwoHosts_WritesTheFileOfOneProcess()
    {
        Skip.If(Hosts.Missing is not null, Hosts.Missing);
        using var hosts = new Hosts();
        var data = folder.WriteTable("t.csv", 400);
        Assert.Equal(0, Mpirun.Run(Mpirun.Start(Mpirun.Tool(Training(data, "alone", 60)))).ExitCode);

        var run = Mpirun.Run(hosts.Start(Training(data, "m", 60)));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("processes: 0 is PID [0-9]+ on 'host-0'; 1 is PID [0-9]+ on 'host-1'", run.Error);
        Assert.Equal(File.ReadAllBytes(folder["alone"]), File.ReadAllBytes(folder["m"]));
    }

    [SkippableFact]
    public void Train_TheCableCut_EndsBothAndResumesToTheSameFile()
    {
        Skip.If(Hosts.Missing is not null, Hosts.Missing);
        var data = folder.WriteTable("t.csv", 3000);
        Assert.Equal(0, Mpirun.Run(Mpirun.Start(Mpirun.Tool(Training(data, "whole", 700)))).ExitCode);
        using (var hosts = new Hosts())
        {
            using var process = hosts.Start([.. Training(data, "m", 700), "--checkpoint", folder["c"], "--every", "20"], (MpiOptions.PatienceVariable, "3"));
            var waited = Stopwatch.StartNew();
            while (!File.Exists(folder["c"]) && !process.HasExited)
            {
                Thread.Sleep(5);
            }

            hosts.Cut();
            var run = Mpirun.Run(process);

            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("error: Process 0 of 2, on host 'host-0', has waited 3 seconds for process 1 of 2, on host 'host-1', which has ended, hangs or cannot be reached", run.Error, StringComparison.Ordinal);

            // The host behind the cut ends by itself.
            while (hosts.Running(1).Any(line => line.Contains("vae.dll", StringComparison.Ordinal)) && waited.Elapsed < Mpirun.Longest)
            {
                Thread.Sleep(50);
            }

            Assert.DoesNotContain(hosts.Running(1), line => line.Contains("dotnet", StringComparison.Ordinal) && !line.Contains("hydra", StringComparison.Ordinal));
        }

        var resumed = Mpirun.Run(2, "train", "--resume", folder["c"], "--quiet");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["m"]));
    }

    private string[] Training(string data, string model, int steps) =>
        ["train", "--data", data, "--label", "label", "--shards", "2", "--batch", "64", "--steps", $"{steps}", "--hidden", "32", "--out", folder[model]];
}
