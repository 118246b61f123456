using System.Text;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;

namespace Vae.Bench.Reporting;

/// <summary>Makes Markdown of memory over long runs.</summary>
internal static class MemoryTables
{
    private const int PointsShown = 5;
    private const double MostGrowthMebibytes = 16;

    /// <summary>Memory of long runs, and whether it stayed.</summary>
    public static string Of(IReadOnlyList<(Job Job, MemoryTrace Trace)> runs)
    {
        if (runs.Count == 0)
        {
            return "";
        }

        var table = new MarkdownTable("net", "step", "resident, MiB", "managed heap, MiB");
        var verdicts = new StringBuilder();
        foreach (var (job, trace) in runs)
        {
            foreach (var point in trace.Picked(PointsShown))
            {
                table.Add(job.Net.Name, $"{point.Step:N0}", $"{point.ResidentBytes / 1048576.0:F0}", $"{point.ManagedBytes / 1048576.0:F1}");
            }

            verdicts.Append(
                $"{job.Net.Name}: resident memory grew by {trace.ResidentGrowth / 1048576:F1} MiB, the managed heap by {trace.ManagedGrowth / 1048576:F1} MiB: {(IsFlat(trace) ? "flat" : "NOT flat")}.  \n");
        }

        return $"{verdicts}\n{table}";
    }

    /// <summary>Whether a run holds no more at its end than at its beginning.</summary>
    public static bool IsFlat(MemoryTrace trace) => Math.Max(trace.ResidentGrowth, trace.ManagedGrowth) <= MostGrowthMebibytes * 1048576;
}
