using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>Does one job on the managed engine and prints one line of JSON; what <c>speed</c> starts.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var task = new Argument<string>("task");
        var net = new Option<string>("--net") { Required = true };
        var data = new Option<string>("--data") { Required = true };
        var width = new Option<int>("--width") { Required = true };
        var threads = new Option<int>("--threads") { Required = true };
        var repeats = new Option<int>("--repeats") { Required = true };
        var chunk = new Option<int>("--chunk") { Required = true };
        var budget = new Option<long?>("--budget");
        var command = new Command("worker", "One measurement, in a process of its own.") { task, net, data, width, threads, repeats, chunk, budget };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var job = new Job(
                parsed.GetValue(task)!,
                Net.Named(parsed.GetValue(net)!),
                parsed.GetValue(data)!,
                parsed.GetValue(threads),
                parsed.GetValue(repeats),
                parsed.GetValue(chunk));
            Console.WriteLine((job.Task == Job.Train ? Train(job, parsed.GetValue(budget)) : Score(job)).ToJson());
        });
        return command;
    }

    private static WorkerReport Train(Job job, long? budget)
    {
        var training = new TrainingOptions { Epochs = job.Repeats + 1 };
        training = budget is { } bytes ? training with { MemoryBudgetBytes = bytes } : training;
        var clock = new EpochClock();
        // The peer's own way of drawing weights, so that the losses after the same epochs can be compared.
        var options = job.Net.Options(job.Threads, training, Initialization.PyTorch);
        var report = new VaeTrainer(options).Fit(new RowFile(job.DataPath, job.Net.Width), clock).Report;
        return new WorkerReport(clock.AfterTheFirst(), report.TrainingRows, report.TrainingLoss - job.Net.LossConstant, PeakMemory.Bytes());
    }

    private static WorkerReport Score(Job job)
    {
        var width = job.Net.Width;
        var rows = RowFile.Load(job.DataPath);
        var model = new VaeTrainer(job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 })).Fit(new MemoryRowSource(rows.AsMemory(0, 256 * width), width));
        var output = new float[job.Chunk * width];
        var seconds = new double[job.Repeats];
        for (var pass = -1; pass < job.Repeats; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var first = 0; first < rows.Length; first += output.Length)
            {
                var here = rows.AsSpan(first, Math.Min(output.Length, rows.Length - first));
                model.Reconstruct(here, output.AsSpan(0, here.Length));
            }

            if (pass >= 0)
            {
                seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return new WorkerReport(seconds, rows.Length / width, output[0], PeakMemory.Bytes());
    }

    /// <summary>Takes the time at the end of each epoch.</summary>
    private sealed class EpochClock : IProgress<TrainingProgress>
    {
        private readonly List<long> ends = [];

        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                ends.Add(Stopwatch.GetTimestamp());
            }
        }

        /// <summary>Seconds of each epoch but the first, in which code is compiled and memory touched for the first time.</summary>
        public double[] AfterTheFirst() => [.. ends.Zip(ends.Skip(1), (start, end) => Stopwatch.GetElapsedTime(start, end).TotalSeconds)];
    }
}
