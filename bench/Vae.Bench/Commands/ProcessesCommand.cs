using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;

namespace Vae.Bench.Commands;

/// <summary><c>processes</c>: one process beside several of as many threads each, in turns, and beside one with the threads of all. All train the same model.</summary>
internal static class ProcessesCommand
{
    public static Command Create()
    {
        var launcher = new Option<string>("--launcher") { Description = "What starts processes, by -n.", DefaultValueFactory = _ => "mpirun.mpich" };
        var processes = new Option<int>("--processes") { Description = "How many train together, and shards of the rows.", DefaultValueFactory = _ => 2 };
        var threads = new Option<int>("--threads") { Description = "Threads of each process.", DefaultValueFactory = _ => 1 };
        var batch = new Option<int>("--batch") { Description = "Rows a step, of all processes together.", DefaultValueFactory = _ => 8192 };
        var rounds = new Option<int>("--rounds") { Description = "Turns of each side and net.", DefaultValueFactory = _ => 7 };
        var epochs = new Option<int>("--repeats") { Description = "Measured epochs a turn; one more comes first.", DefaultValueFactory = _ => 5 };
        var rows = new Option<int?>("--limit") { Description = "Use so many rows only: for a quick try, not for figures." };
        var nets = new Option<string[]>("--net") { Description = "Which nets.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Net.All.Select(net => net.Name)] };
        nets.AcceptOnlyFromAmong([.. Net.All.Select(net => net.Name)]);
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("processes", "Training in one process beside several under mpirun, in turns: how much faster these are.") { launcher, processes, threads, batch, rounds, epochs, rows, nets, write };
        command.SetAction(parsed =>
        {
            var (count, each, turns, load) = (parsed.GetValue(processes), parsed.GetValue(threads), parsed.GetValue(rounds), Machine.Load());
            var table = new MarkdownTable("net", "one process, s an epoch", $"{count} processes", "times as fast", "by round", $"one of {count * each} threads", "losses");
            foreach (var net in parsed.GetValue(nets)!.Select(Net.Named))
            {
                WorkerReport Run(int size, int width) => Start(
                    parsed.GetValue(launcher)!,
                    size,
                    ["--net", net.Name, "--rows", $"{parsed.GetValue(rows) ?? net.Rows}", "--shards", $"{count}", "--threads", $"{width}", "--batch", $"{parsed.GetValue(batch)}", "--repeats", $"{parsed.GetValue(epochs)}"]);
                (int Size, int Threads)[] sides = [(1, each), (count, each), (1, count * each)];
                var reports = sides.Select(_ => new List<WorkerReport>()).ToArray();
                for (var round = 0; round < turns; round++)
                {
                    Console.WriteLine($"{net.Name}, round {round + 1} of {turns}");
                    foreach (var side in Enumerable.Range(0, sides.Length).Select(place => (place + round) % sides.Length))
                    {
                        reports[side].Add(Run(sides[side].Size, sides[side].Threads));
                    }
                }

                var seconds = Array.ConvertAll(reports, side => side.ConvertAll(report => Spread.Of(report.Seconds).Median));
                table.Add(
                    net.Name, Spread.Of(seconds[0]).ToString("F4"), Spread.Of(seconds[1]).ToString("F4"), $"{Spread.Of(seconds[0]).Median / Spread.Of(seconds[1]).Median:F2}",
                    Spread.Of(seconds[0].Zip(seconds[1], (one, several) => one / several)).ToString("F2"), Spread.Of(seconds[2]).ToString("F4"),
                    reports.SelectMany(side => side).Select(report => report.Check).Distinct().Count() == 1 ? "the same bits" : "DIFFER");
            }

            var busy = load > 0.7 ? $" **The machine was busy when this began (load {load:F1}): not figures to quote.**" : "";
            var quick = parsed.GetValue(rows) is { } limit ? $" **A quick try on {limit:N0} rows: not figures to quote.**" : "";
            ResultsFile.Publish(
                "processes",
                $"Machine: {Machine.Describe()}; all processes on it. {count} shards, batches of {parsed.GetValue(batch):N0} seeded rows, {each} {(each == 1 ? "thread" : "threads")} a process; median (minimum..maximum) of {turns} runs, each the median of "
                + $"{parsed.GetValue(epochs)} epochs.{busy}{quick}\n\n{table}",
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static WorkerReport Start(string launcher, int processes, string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path to start another by.");
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(ProcessesCommand).Assembly.Location] : [program];
        return WorkerReport.Parse(ChildProcess.LastLine(launcher, ["-n", $"{processes}", .. own, ProcessesWorkerCommand.Name, .. arguments]));
    }
}
