using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

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
        var job = Job.Parse(arguments, out var values);
        var budget = values.TryGetValue("--budget", out var bytes) ? long.Parse(bytes) : (long?)null;
        var report = job.Task == Job.Train ? Train(job, budget) : Score(job, streamed: budget is not null);
        Console.WriteLine(report.ToJson());
        return 0;
    }

    private static WorkerReport Train(Job job, long? budget)
    {
        var training = new TrainingOptions { Epochs = job.Repeats + 1 };
        training = budget is { } bytes ? training with { MemoryBudgetBytes = bytes } : training;
        var clock = new PassClock();
        // The peer's own way of drawing weights, so that the losses after the same epochs can be compared.
        var options = job.Net.Options(job.Threads, training, Initialization.PyTorch);
        var report = new VaeTrainer(options).Fit(new RowFile(job.DataPath, job.Net.Width), new EpochEnds(clock.Lap)).Report;
        return clock.Report(report.TrainingRows, report.TrainingLoss - job.Net.LossConstant);
    }

    private static WorkerReport Score(Job job, bool streamed)
    {
        var width = job.Net.Width;
        var file = new RowFile(job.DataPath, width);
        IRowSource rows = streamed ? file : new MemoryRowSource(RowFile.Load(job.DataPath), width);
        var model = new VaeTrainer(job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 })).Fit(FirstRows(file));
        var input = new float[streamed ? job.Chunk * width : 0];
        var output = new float[job.Chunk * width];
        var clock = new PassClock();
        for (var pass = 0; pass <= job.Repeats; pass++)
        {
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

            clock.Lap();
        }

        return clock.Report(rows.RowCount!.Value, output[0]);
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

    private sealed class EpochEnds(Action action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                action();
            }
        }
    }
}
