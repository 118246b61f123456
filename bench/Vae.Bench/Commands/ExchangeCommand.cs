using System.CommandLine;
using System.Diagnostics;
using Vae.Core.Processes;
using Vae.Core.Training.Shards;
using Vae.Mpi;

namespace Vae.Bench.Commands;

/// <summary><c>exchange</c>: how long processes under <c>mpirun</c> take to add their gradients, by the number of parameters.</summary>
internal static class ExchangeCommand
{
    private static readonly int[] Lengths = [1 << 10, 1 << 14, 1 << 18, 1 << 20, 1 << 22, 1 << 24];

    public static Command Create()
    {
        var repeats = new Option<int>("--repeats") { Description = "Sums of each length, of which the fastest and the middle are told.", DefaultValueFactory = _ => 15 };
        var command = new Command("exchange", "Measures how long processes take to add their gradients: mpirun -n 4 dotnet run -c Release --project bench/Vae.Bench --no-build -- exchange.") { repeats };
        command.SetAction(parsed => Run(parsed.GetValue(repeats)));
        return command;
    }

    private static int Run(int repeats)
    {
        if (!MpiLauncher.HasStartedSeveral)
        {
            Console.Error.WriteLine("exchange measures several processes; start it with mpirun -n 2 or more.");
            return 2;
        }

        using var group = MpiProcessGroup.Join();
        if (group.Rank == 0)
        {
            Console.WriteLine($"{MpiProcessGroup.Library}, {group.Size} processes on {Enumerable.Range(0, group.Size).Select(group.HostOf).Distinct().Count()} hosts");
            Console.WriteLine("parameters | fastest ms | middle ms | MB/s a process");
        }

        foreach (var length in Lengths)
        {
            var times = Measure(group, length, repeats);
            if (group.Rank == 0)
            {
                // Every number leaves a process about twice: to who adds it, and in the sum to all.
                var bytes = 2.0 * sizeof(float) * length * (group.Size - 1) / group.Size;
                Console.WriteLine($"{length,10:N0} | {times[0],10:F3} | {times[times.Length / 2],9:F3} | {bytes / times[0] / 1e3,8:N0}");
            }
        }

        return 0;
    }

    private static double[] Measure(MpiProcessGroup group, int length, int repeats)
    {
        var tree = new GradientTree(new ShardRange(group.Size, group), length);
        var total = new float[length];
        var times = new double[repeats];
        for (var repeat = -2; repeat < repeats; repeat++)
        {
            // All begin together.
            group.Gather([]);
            tree.Add(group.Rank, own => own.AsSpan().Fill(group.Rank + 1));
            var watch = Stopwatch.StartNew();
            tree.Sum(total);
            if (repeat >= 0)
            {
                times[repeat] = watch.Elapsed.TotalMilliseconds;
            }

            if (total[^1] != group.Size * (group.Size + 1) / 2)
            {
                throw new InvalidOperationException($"The sum is {total[^1]}.");
            }
        }

        Array.Sort(times);
        return times;
    }
}
