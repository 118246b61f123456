using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;

namespace Vae.Bench.Commands;

/// <summary>The managed engine on one thread and on more, in turns.</summary>
internal static class ScalingCommand
{
    public static Command Create()
    {
        var common = new ComparisonOptions();
        var command = new Command("scaling", "The managed engine on one thread beside itself on --threads, in turns.");
        common.AddTo(command);
        command.SetAction(parsed => common.WithRows(parsed, (data, notes) =>
        {
            var jobs = common.Jobs(parsed, data);
            var many = jobs[0].Threads;
            var table = new MarkdownTable("job", "one thread, s a pass", $"{many} threads, s a pass", "times as fast", "by round", "of least", "losses");
            foreach (var job in jobs)
            {
                var (one, more) = (new List<WorkerReport>(), new List<WorkerReport>());
                for (var round = 0; round < notes.Rounds; round++)
                {
                    Console.WriteLine($"{job.Title}, round {round + 1} of {notes.Rounds}");
                    Action[] sides = [() => one.Add(ManagedPeer.Run(job with { Threads = 1 })), () => more.Add(ManagedPeer.Run(job))];
                    sides[round % 2]();
                    sides[(round + 1) % 2]();
                }

                var (alone, together) = (one.ConvertAll(Median), more.ConvertAll(Median));
                table.Add(
                    job.Title, Spread.Of(alone).ToString("F4"), Spread.Of(together).ToString("F4"), $"{Spread.Of(alone).Median / Spread.Of(together).Median:F2}",
                    Spread.Of(alone.Zip(together, (a, b) => a / b)).ToString("F2"), $"{one.Min(Least) / more.Min(Least):F2}", one[0].Check.Equals(more[0].Check) ? "the same bits" : "DIFFER");
            }

            var busy = notes.IsBusy ? $" **The machine was busy when this began (load {notes.Load:F1}): not figures to quote.**" : "";
            ResultsFile.Publish(
                "scaling",
                $"Machine: {Machine.Describe()}; FMA peak on one thread {FmaPeak.Measure(1):F0} GFLOP/s, on {many} {FmaPeak.Measure(many):F0}; img: {notes.Pictures}; median (minimum..maximum) of {notes.Rounds} processes, each the median of its passes; least is of all passes.{busy}\n\n{table}",
                common.Write(parsed));
            return 0;
        }));
        return command;
    }

    private static double Median(WorkerReport report) => Spread.Of(report.Seconds).Median;

    private static double Least(WorkerReport report) => report.Seconds.Min();
}
