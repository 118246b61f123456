using System.Text;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;

namespace Vae.Bench.Reporting;

/// <summary>Makes Markdown of the engine torch beside PyTorch.</summary>
internal static class TorchTables
{
    private const int PointsShown = 5;
    private const double MostGrowthMebibytes = 16;

    /// <summary>Time, processor time and peak memory of every contender, and how much faster the first is than each other.</summary>
    public static MarkdownTable Speed(Alternation alternation)
    {
        var table = new MarkdownTable(
            "job", "who", "s a pass", "rows/s", "processor s a pass", "engine torch is faster by", "by round", "wanted", "loss", "peak MiB");
        foreach (var job in alternation.Jobs)
        {
            var ours = alternation.Reports(job, alternation.Contenders[0]);
            foreach (var contender in alternation.Contenders.Where(contender => contender.Does(job)))
            {
                var reports = alternation.Reports(job, contender);
                var seconds = Seconds(reports);
                var ratio = seconds.Median / Seconds(ours).Median;
                var isOurs = ReferenceEquals(reports, ours);
                table.Add(
                    job.Title,
                    contender.Name,
                    seconds.ToString("F3"),
                    $"{reports[0].Rows / seconds.Median:N0}",
                    reports[0].CpuSeconds is null ? "-" : Spread.Of(reports.Select(report => Spread.Of(report.CpuSeconds!).Median)).ToString("F3"),
                    isOurs ? "" : $"{ratio:F2}",
                    isOurs ? "" : Spread.Of(ours.Zip(reports, (a, b) => Spread.Of(b.Seconds).Median / Spread.Of(a.Seconds).Median)).ToString("F2"),
                    isOurs ? "" : Wanted(job, contender, ratio),
                    job.Task == Job.Train ? $"{reports[0].Check:F2}" : "",
                    Spread.Of(reports.Select(report => report.PeakBytes / 1048576.0)).ToString("F0"));
            }
        }

        return table;
    }

    /// <summary>Memory of long runs, and whether it stayed.</summary>
    public static string Memory(IReadOnlyList<(Job Job, MemoryTrace Trace)> runs)
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

    private static string Wanted(Job job, Contender contender, double ratio)
    {
        if (contender.Trains)
        {
            return "shown";
        }

        var least = job.Task == Job.Train ? 1 : 0.95;
        return $"{least}, {(ratio >= least ? "reached" : "missed")}";
    }

    private static Spread Seconds(IEnumerable<WorkerReport> reports) => Spread.Of(reports.Select(report => Spread.Of(report.Seconds).Median));
}
