using System.CommandLine;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;

namespace Vae.Bench.Commands;

/// <summary>Trains and scores both nets on the managed engine and on what a user would take instead, in alternation, and compares time and memory.</summary>
internal static class SpeedCommand
{
    private const string Managed = "managed";
    private const string Streamed = "managed, streamed";

    // What is wanted of peak memory, as a share of PyTorch's.
    private const double MemoryTarget = 0.25;

    public static Command Create()
    {
        var common = new ComparisonOptions();
        var budget = new Option<int>("--stream-budget") { Description = "MiB of rows in memory where rows are streamed.", DefaultValueFactory = _ => 16 };
        var command = new Command("speed", "Speed and peak memory of the managed engine beside TorchSharp, PyTorch and ONNX Runtime.") { budget };
        common.AddTo(command);
        command.SetAction(parsed => common.WithRows(parsed, (data, notes) =>
        {
            var jobs = common.Jobs(parsed, data);
            var (python, before) = common.Python(parsed);
            var company = new Company(jobs, Console.WriteLine);
            company.Add(new Contender(Managed, "the managed engine, all rows in memory", job => ManagedPeer.Run(job)));
            company.Add(new Contender(
                Streamed,
                $"the same reading its rows anew in each pass, training within {parsed.GetValue(budget)} MiB of rows, scoring a chunk at a time",
                job => ManagedPeer.Run(job, (long)parsed.GetValue(budget) << 20)));
            company.AddTorchSharp();
            company.AddPyTorch(python, before, job => Wanted(job));
            company.AddOnnxRuntime();
            var alternation = new Alternation(jobs, company.Contenders);
            alternation.Run(notes.Rounds, Console.WriteLine);
            ResultsFile.Publish(
                "speed",
                $"""
                {notes.Heading(alternation, company.Notes)}
                ### Speed

                {ContenderTables.Speed(alternation)}
                ### Peak memory of the process

                {ContenderTables.Memory(alternation)}{ContenderTables.MemoryShares(alternation, [Managed, Streamed], PyTorchPeer.Name, MemoryTarget)}
                """,
                common.Write(parsed));
            return 0;
        }));
        return command;
    }

    /// <summary>How many times PyTorch's rows a second each job is to reach.</summary>
    private static double Wanted(Job job) => job.Task == Job.Score ? 2 : job.Net == Net.Img ? 3 : 5;
}
