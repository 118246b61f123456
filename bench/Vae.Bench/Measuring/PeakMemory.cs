using System.Diagnostics;

namespace Vae.Bench.Measuring;

/// <summary>The most memory that this process has held so far.</summary>
internal static class PeakMemory
{
    /// <summary>Largest resident set in bytes: VmHWM on Linux, the peak working set elsewhere.</summary>
    public static long Bytes()
    {
        const string Status = "/proc/self/status";
        if (File.Exists(Status))
        {
            foreach (var line in File.ReadLines(Status))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
                }
            }
        }

        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
