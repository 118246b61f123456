using System.Diagnostics;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>Does one job on the managed engine and prints one line of JSON; what <c>speed</c> starts; not for people, so it checks nothing.</summary>
internal static class WorkerCommand
{
    /// <summary>Name of the command.</summary>
    public const string Name = "worker";

    /// <summary>Does the job that <see cref="Job.Arguments"/> describes.</summary>
    /// <param name="arguments">A task, then pairs of a name and a value.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        // Read by hand: a library that parses command lines would take memory and show in the peak that is measured here.
        var values = new Dictionary<string, string>();
        for (var i = 1; i + 1 < arguments.Length; i += 2)
        {
            values[arguments[i]] = arguments[i + 1];
        }

        var job = new Job(
            arguments[0], Net.Named(values["--net"]), values["--data"], int.Parse(values["--threads"]), int.Parse(values["--repeats"]), int.Parse(values["--chunk"]));
        var budget = values.TryGetValue("--budget", out var bytes) ? long.Parse(bytes) : (long?)null;
        var report = job.Task == Job.Train ? Train(job, budget) : Score(job, streamed: budget is not null);
        Console.WriteLine(report.ToJson());
        return 0;
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

    private static WorkerReport Score(Job job, bool streamed)
    {
        var width = job.Net.Width;
        var file = new RowFile(job.DataPath, width);
        IRowSource rows = streamed ? file : new MemoryRowSource(RowFile.Load(job.DataPath), width);
        var model = new VaeTrainer(job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 })).Fit(FirstRows(file));
        var input = new float[streamed ? job.Chunk * width : 0];
        var output = new float[job.Chunk * width];
        var seconds = new double[job.Repeats];
        for (var pass = -1; pass < job.Repeats; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            if (rows is MemoryRowSource memory)
            {
                Reconstruct(model, memory.Values.Span, output);
            }
            else
            {
                using var reader = rows.OpenReader();
                int read;
                while ((read = reader.Read(input)) > 0)
                {
                    Reconstruct(model, input.AsSpan(0, read * width), output);
                }
            }

            if (pass >= 0)
            {
                seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return new WorkerReport(seconds, rows.RowCount!.Value, output[0], PeakMemory.Bytes());
    }

    private static void Reconstruct(VaeModel model, ReadOnlySpan<float> rows, Span<float> output)
    {
        for (var first = 0; first < rows.Length; first += output.Length)
        {
            var here = rows.Slice(first, Math.Min(output.Length, rows.Length - first));
            model.Reconstruct(here, output[..here.Length]);
        }
    }

    /// <summary>Enough rows to make a model of: what it has learned does not change what scoring costs.</summary>
    private static MemoryRowSource FirstRows(RowFile file)
    {
        var rows = new float[256 * file.ColumnCount];
        using var reader = file.OpenReader();
        return new MemoryRowSource(rows.AsMemory(0, reader.Read(rows) * file.ColumnCount), file.ColumnCount);
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
