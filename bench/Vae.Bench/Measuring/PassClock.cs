using System.Diagnostics;

namespace Vae.Bench.Measuring;

/// <summary>Takes wall and processor time of passes over the rows.</summary>
internal sealed class PassClock
{
    private readonly List<double> seconds = [];
    private readonly List<double> cpuSeconds = [];
    private long start = Stopwatch.GetTimestamp();
    private TimeSpan cpuStart = Cpu();

    /// <summary>Ends a pass and begins the next.</summary>
    public void Lap()
    {
        var (end, cpuEnd) = (Stopwatch.GetTimestamp(), Cpu());
        seconds.Add(Stopwatch.GetElapsedTime(start, end).TotalSeconds);
        cpuSeconds.Add((cpuEnd - cpuStart).TotalSeconds);
        (start, cpuStart) = (end, cpuEnd);
    }

    /// <summary>What is reported: every pass but the first, in which code is compiled and memory touched for the first time.</summary>
    public Peers.WorkerReport Report(long rows, double check) => new([.. seconds.Skip(1)], rows, check, PeakMemory.Bytes(), [.. cpuSeconds.Skip(1)]);

    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;
}
