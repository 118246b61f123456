using Vae.Bench.Measuring;
using Vae.Bench.Workloads;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Mpi;

namespace Vae.Bench.Commands;

/// <summary>Trains a net in as many processes as were started, and the first prints one line of JSON; what <c>processes</c> starts; not for people, so it checks nothing.</summary>
internal static class ProcessesWorkerCommand
{
    /// <summary>Name of the command.</summary>
    public const string Name = "processes-worker";

    /// <param name="arguments">Pairs of a name and a value.</param>
    public static int Run(string[] arguments)
    {
        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        var net = Net.Named(values["--net"]);
        var options = net.Options(int.Parse(values["--threads"]), new TrainingOptions { Epochs = int.Parse(values["--repeats"]) + 1 });
        options = options with { Training = options.Training with { BatchSize = int.Parse(values["--batch"]), Shards = int.Parse(values["--shards"]) } };
        var rows = new GeneratedRows(long.Parse(values["--rows"]), net.Width, seed: 1, unitInterval: net == Net.Img);
        using var group = MpiLauncher.HasStartedSeveral ? MpiProcessGroup.Join() : null;
        var clock = new PassClock();
        var report = new VaeTrainer(options) { Processes = group }.Fit(rows, new EpochEnds(clock)).Report;
        if (group is null or { Rank: 0 })
        {
            Console.WriteLine(clock.Report(report.TrainingRows, report.TrainingLoss).ToJson());
        }

        return 0;
    }

    private sealed class EpochEnds(PassClock clock) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                clock.Lap();
            }
        }
    }
}
