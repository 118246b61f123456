using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;

namespace Vae.Bench.Commands;

/// <summary>The engine torch beside hand-written TorchSharp on the same libtorch and PyTorch, on the processor and on a GPU, and its memory over a long run.</summary>
internal static class TorchCommand
{
    public static Command Create()
    {
        var common = new ComparisonOptions();
        var devices = new Option<string[]>("--device")
        {
            Description = "Where: cpu, cuda, or both; a GPU that is not there is left out, and that said.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Job.Cpu, Job.Cuda],
        };
        var steps = new Option<int>("--steps") { Description = "Training steps over which memory is watched; 0 leaves it out.", DefaultValueFactory = _ => 20_000 };
        devices.AcceptOnlyFromAmong(Job.Cpu, Job.Cuda);
        var command = new Command("torch", "The engine torch beside TorchSharp and PyTorch: speed on the processor and on a GPU, peak memory, and memory over a long run.") { devices, steps };
        common.AddTo(command);
        command.SetAction(parsed => common.WithRows(parsed, (data, notes) =>
        {
            var flat = true;
            foreach (var device in parsed.GetValue(devices)!)
            {
                var (text, isFlat) = Measure(common.Jobs(parsed, data, device), notes, parsed.GetValue(steps), common.Python(parsed));
                flat &= isFlat;
                ResultsFile.Publish($"torch-{device}", text, common.Write(parsed));
            }

            return flat ? 0 : 1;
        }));
        return command;
    }

    private static (string Text, bool IsFlat) Measure(IReadOnlyList<Job> jobs, RunNotes notes, int steps, (string? Python, string[] Before) python)
    {
        var (engine, absence) = TorchPeer.Look(jobs[0]);
        if (engine is null)
        {
            return ($"Skipped on {Machine.Describe()}: {absence}\n", true);
        }

        var company = new Company(jobs, Console.WriteLine);
        company.Add(new Contender("engine torch", engine, TorchPeer.Run));
        if (jobs[0].Device == Job.Cpu)
        {
            company.Add(new Contender("engine torch, glibc tuned", $"the same with {GlibcMemory.Description}", TorchPeer.RunTuned));
        }

        company.AddTorchSharp(job => Wanted(job));
        company.AddPyTorch(python.Python, python.Before, job => Wanted(job));
        var alternation = new Alternation(jobs, company.Contenders);
        alternation.Run(notes.Rounds, Console.WriteLine);
        var traces = new List<(Job Job, MemoryTrace Trace)>();
        foreach (var training in jobs.Where(given => given.Task == Job.Train && steps > 0))
        {
            Console.WriteLine($"{steps:N0} steps of {training.Net.Name}, watching memory");
            traces.Add((training, TorchPeer.Watch(training, steps)));
        }

        var memory = traces.Count == 0 ? "" : $"\n### Memory over {steps:N0} steps\n\n{MemoryTables.Of(traces)}";
        return (
            $"""
            {notes.Heading(alternation, company.Notes)}
            ### Speed

            {ContenderTables.Speed(alternation)}
            ### Peak memory of the process

            {ContenderTables.Memory(alternation)}{memory}
            """,
            traces.TrueForAll(run => MemoryTables.IsFlat(run.Trace)));
    }

    /// <summary>How many times a peer's rows a second each job is to reach.</summary>
    private static double Wanted(Job job) => job.Task == Job.Train ? 1 : 0.95;
}
