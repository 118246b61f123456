using Vae.Bench.Workloads;

namespace Vae.Bench.Peers;

/// <summary>One thing that is measured: training or scoring a net on a file of rows.</summary>
/// <param name="Task"><c>train</c> or <c>score</c>.</param>
/// <param name="Net">The net.</param>
/// <param name="DataPath">Raw float32 rows.</param>
/// <param name="Threads">Threads of every contender.</param>
/// <param name="Repeats">Measured epochs a process, or a fifth of the scoring passes, which are short; one more comes first and is not measured.</param>
/// <param name="Chunk">Rows scored at a time.</param>
/// <param name="Device">Where libtorch computes: <c>cpu</c> or <c>cuda</c>.</param>
internal sealed record Job(string Task, Net Net, string DataPath, int Threads, int Repeats, int Chunk, string Device = Job.Cpu)
{
    public const string Train = "train";
    public const string Score = "score";
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <summary>What tables call it.</summary>
    public string Title => Task == Train ? $"{Net.Name} train" : $"{Net.Name} encode+decode";

    /// <summary>Floating-point operations of its products, a row.</summary>
    public long FlopPerRow => Task == Train ? Net.TrainingFlopPerRow : Net.ScoringFlopPerRow;

    /// <summary>Measured passes over the rows a process.</summary>
    public int Passes => Task == Train ? Repeats : 5 * Repeats;

    /// <summary>The command line that every worker understands.</summary>
    public string[] Arguments() =>
    [
        Task, "--net", Net.Name, "--data", DataPath, "--width", $"{Net.Width}", "--threads", $"{Threads}", "--repeats", $"{Passes}", "--chunk", $"{Chunk}",
        "--device", Device,
    ];

    /// <summary>The job that a command line of <see cref="Arguments"/> describes, its <see cref="Repeats"/> being passes, and what more it says.</summary>
    /// <param name="arguments">A task, then pairs of a name and a value.</param>
    public static Job Parse(ReadOnlySpan<string> arguments, out IReadOnlyDictionary<string, string> values)
    {
        // Read by hand: a library that parses command lines would take memory and show in the peak that is measured.
        var pairs = new Dictionary<string, string>();
        for (var i = 1; i + 1 < arguments.Length; i += 2)
        {
            pairs[arguments[i]] = arguments[i + 1];
        }

        values = pairs;
        return new Job(
            arguments[0],
            Net.Named(pairs["--net"]),
            pairs["--data"],
            int.Parse(pairs["--threads"]),
            int.Parse(pairs["--repeats"]),
            int.Parse(pairs["--chunk"]),
            pairs["--device"]);
    }
}
