using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;

namespace Vae.Bench.Commands;

/// <summary>Peak memory of the tool while it trains on a file of more rows than it may hold.</summary>
internal static class ToolMemoryCommand
{
    private const int Columns = 30;
    private const double MebibytesBeside = 150;

    public static Command Create()
    {
        var rows = new Option<long>("--rows") { Description = "Rows of the file, of 30 columns; 10 million are 2.9 GB on the disk for temporary files.", DefaultValueFactory = _ => 10_000_000 };
        var budget = new Option<int>("--budget") { Description = "MiB of rows that may be in memory, vae's --memory.", DefaultValueFactory = _ => 1024 };
        var steps = new Option<int?>("--steps") { Description = "Steps to train for; the tool's own number of epochs without it." };
        var vae = new Option<string>("--vae") { Description = "The tool.", DefaultValueFactory = _ => Repository.Tool };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("tool-memory", "Peak memory of vae train on a file of ten million rows; exit code 1 where it is more than the budget and 150 MiB.") { rows, budget, steps, vae, write };
        command.SetAction(parsed =>
        {
            var (count, mebibytes, tool) = (parsed.GetValue(rows), parsed.GetValue(budget), parsed.GetValue(vae)!);
            if (!File.Exists(tool))
            {
                Console.Error.WriteLine($"There is no '{tool}'; dotnet build src/Vae.Cli -c Release puts the tool there, or name another with --vae.");
                return 3;
            }

            var load = Machine.Load();
            Console.WriteLine($"Writing {count:N0} rows of {Columns} columns");
            using var file = new CsvFile(count, Columns);
            string[] training = ["train", "--data", file.Path, "--memory", $"{mebibytes}", "--quiet", "--out", Path.Combine(file.Folder, "model.onnx")];
            var run = Run(tool, parsed.GetValue(steps) is { } most ? [.. training, "--steps", $"{most}"] : training);
            var (peak, most150) = (run.PeakBytes / 1048576.0, mebibytes + MebibytesBeside);
            var busy = load > 0.7 ? $"\n\n**The machine was busy when this began (load {load:F1}): seconds are not figures to quote, memory is.**" : "";
            ResultsFile.Publish(
                "tool-memory",
                $"Machine: {Machine.Describe()}; {FmaPeak.Describe(Environment.ProcessorCount)}.  \n`vae train` on a CSV of {Columns} columns, once; {(parsed.GetValue(steps) is { } asked ? $"{asked} steps" : "its own number of epochs")}.{busy}\n\n"
                + new MarkdownTable("rows", "file, MB", "rows as float32, MiB", "budget, MiB", "peak of the process, MiB", "wanted", "s")
                    .Add($"{count:N0}", $"{file.Bytes / 1e6:N0}", $"{count * Columns * sizeof(float) / 1048576.0:N0}", $"{mebibytes:N0}", $"{peak:N0}", $"at most {most150:N0}, {(peak <= most150 ? "reached" : "missed")}", $"{run.Seconds:F0}"),
                parsed.GetValue(write));
            return peak <= most150 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Runs it to its end, and looks at its peak as it goes: the system forgets it with the process.</summary>
    private static (long PeakBytes, double Seconds) Run(string program, string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two lines.
            }
        }

        return process.ExitCode == 0 ? (peak, clock.Elapsed.TotalSeconds) : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with code {process.ExitCode}.");
    }
}
