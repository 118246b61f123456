using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Bench.Commands;

/// <summary>Shows that peak memory does not grow with the number of rows: the same training on ten times the rows, each in a process of its own.</summary>
internal static class MemoryCommand
{
    public static Command Create()
    {
        var rows = new Option<long>("--rows") { Description = "Rows of the smallest run.", DefaultValueFactory = _ => 200_000 };
        var budget = new Option<int>("--budget") { Description = "MiB of rows that may be in memory.", DefaultValueFactory = _ => 8 };
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 2 };
        var tolerance = new Option<double>("--tolerance") { Description = "Share by which the peak may differ.", DefaultValueFactory = _ => 0.1 };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var single = new Option<bool>("--single") { Description = "One run in this process.", Hidden = true };
        var command = new Command("memory", "Peak memory of training on 1, 3 and 10 times the rows, streamed; exit code 1 where it grows.")
        {
            rows, budget, threads, tolerance, write, single,
        };
        command.SetAction(parsed =>
        {
            var (count, mebibytes, workers) = (parsed.GetValue(rows), parsed.GetValue(budget), parsed.GetValue(threads));
            if (parsed.GetValue(single))
            {
                Console.WriteLine(Train(count, mebibytes, workers).ToJson());
                return 0;
            }

            var table = new MarkdownTable("rows", "rows alone, MiB", "peak of the process, MiB", "rows/s");
            var peaks = new List<double>();
            foreach (var times in new[] { 1, 3, 10 })
            {
                var report = ManagedPeer.Start(["memory", "--single", "--rows", $"{times * count}", "--budget", $"{mebibytes}", "--threads", $"{workers}"]);
                peaks.Add(report.PeakBytes / 1048576.0);
                var own = times * count * Net.Tab.Width * sizeof(float) / 1048576.0;
                table.Add($"{times * count:N0}", $"{own:F0}", $"{peaks[^1]:F0}", $"{report.Rows / report.Seconds[0]:N0}");
                Console.WriteLine($"{times * count:N0} rows: {peaks[^1]:F0} MiB");
            }

            var spread = (peaks.Max() - peaks.Min()) / peaks.Min();
            ResultsFile.Publish(
                "memory",
                $"Machine: {Machine.Describe()}.  \nThe tab net, one epoch, rows generated as they are read, a budget of {mebibytes} MiB; peaks differ by {spread:P0}.\n\n{table}",
                parsed.GetValue(write));
            return spread <= parsed.GetValue(tolerance) ? 0 : 1;
        });
        return command;
    }

    private static WorkerReport Train(long rows, int mebibytes, int threads)
    {
        var net = Net.Tab;
        var training = new TrainingOptions { Epochs = 1, MemoryBudgetBytes = (long)mebibytes << 20 };
        var report = new VaeTrainer(net.Options(threads, training)).Fit(new GeneratedRows(rows, net.Width, seed: 1, unitInterval: false)).Report;
        return new WorkerReport([report.Seconds], report.TrainingRows, report.TrainingLoss, PeakMemory.Bytes());
    }
}
