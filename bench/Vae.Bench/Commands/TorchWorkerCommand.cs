using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Workloads;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Bench.Commands;

/// <summary>Does one job on the engine torch and prints one line of JSON; what <c>torch</c> starts; not for people, so it checks nothing.</summary>
internal static class TorchWorkerCommand
{
    /// <summary>Name of the command.</summary>
    public const string Name = "torch-worker";

    /// <summary>Does the job that <see cref="Job.Arguments"/> describes; with <c>--steps</c> it takes so many steps and tells what memory they held.</summary>
    /// <param name="arguments">A task, then pairs of a name and a value.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var job = Job.Parse(arguments, out var values);
        Console.WriteLine(
            values.TryGetValue("--steps", out var steps) ? Watch(job, int.Parse(steps)).ToJson()
            : job.Task == Job.Train ? Train(job).ToJson()
            : TorchScoring.Run(job).ToJson());
        return 0;
    }

    private static WorkerReport Train(Job job)
    {
        var clock = new PassClock();
        var report = Fit(job, new TrainingOptions { Epochs = job.Repeats + 1 }, _ => clock.Lap());
        return clock.Report(report.TrainingRows, report.TrainingLoss - job.Net.LossConstant);
    }

    private static MemoryTrace Watch(Job job, int steps)
    {
        var points = new List<MemoryPoint>();
        Fit(job, new TrainingOptions { Steps = steps }, progress =>
            points.Add(new MemoryPoint(progress.Step, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false))));
        return new MemoryTrace([.. points]);
    }

    private static TrainingReport Fit(Job job, TrainingOptions training, Action<TrainingProgress> atEpochEnd)
    {
        // The peer's own way of drawing weights, so that the losses after the same epochs can be compared.
        var options = job.Net.Options(job.Threads, training, Initialization.PyTorch);
        options = options with { Engine = options.Engine with { Name = EngineOptions.TorchName, Device = job.Device } };
        return new VaeTrainer(options).Fit(new RowFile(job.DataPath, job.Net.Width), new EpochEnds(atEpochEnd)).Report;
    }

    private sealed class EpochEnds(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                action(value);
            }
        }
    }
}
