using System.Text;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;

namespace Vae.Bench.Reporting;

/// <summary>What the speed tables say about where they come from.</summary>
/// <param name="Pictures">What the img net was fed.</param>
/// <param name="Peer">Version of the peer, or why there is none.</param>
/// <param name="Limit">Rows used where not all were.</param>
/// <param name="Rounds">Processes of each engine and job.</param>
/// <param name="Load">Load of the machine at the start where it was busy.</param>
internal sealed record SpeedNotes(string Pictures, string Peer, int? Limit, int Rounds, double? Load);

/// <summary>Makes Markdown of a comparison.</summary>
internal static class SpeedTables
{
    private const double MemoryTarget = 0.25;

    public static string Of(Comparison comparison, SpeedNotes notes)
    {
        var job = comparison.Jobs[0];
        var text = new StringBuilder();
        text.Append($"Machine: {Machine.Describe()}.  \n");
        text.Append($"Peer: {notes.Peer}.  \n");
        text.Append($"{job.Threads} threads each; img: {notes.Pictures}; median (minimum..maximum) of {notes.Rounds} processes, each the median of {job.Repeats} epochs or {5 * job.Repeats} scoring passes.  \n");
        text.Append($"FMA peak measured between the rounds: {comparison.FmaPeakGigaflops:F0} GFLOP/s on {job.Threads} threads, {FmaPeak.VectorBits}-bit vectors.\n");
        if (notes.Limit is { } limit)
        {
            text.Append($"\n**A quick try on the first {limit:N0} rows: not figures to quote.**\n");
        }

        if (notes.Load is { } load)
        {
            text.Append($"\n**The machine was busy when this began (load {load:F1}): not figures to quote.**\n");
        }

        text.Append("\n### Speed\n\n").Append(Speed(comparison));
        text.Append("\n### Share of the FMA peak\n\n").Append(Arithmetic(comparison));
        text.Append("\n### Peak memory of the process\n\n").Append(Memory(comparison));
        return text.ToString();
    }

    /// <summary>How many times PyTorch's rows a second each job is to reach.</summary>
    private static double Target(Job job) => job.Task == Job.Score ? 2 : job.Net.Name == "img" ? 3 : 5;

    private static MarkdownTable Speed(Comparison comparison)
    {
        var table = new MarkdownTable(
            "job", "managed, s a pass", "PyTorch, s a pass", "managed, rows/s", "PyTorch, rows/s", "ratio of medians", "ratio by round", "target", "loss: managed / PyTorch");
        foreach (var job in comparison.Jobs)
        {
            var ours = Seconds(comparison.Managed(job));
            var rows = comparison.Managed(job)[0].Rows;
            if (comparison.Torch(job).Count == 0)
            {
                table.Add(job.Title, ours.ToString("F3"), "-", Rows(rows, ours), "-", "-", "-", $"{Target(job):F0}", Loss(comparison, job));
                continue;
            }

            var theirs = Seconds(comparison.Torch(job));
            var ratio = theirs.Median / ours.Median;
            var byRound = Spread.Of(comparison.Managed(job).Zip(comparison.Torch(job), (a, b) => Median(b) / Median(a)));
            table.Add(
                job.Title,
                ours.ToString("F3"),
                theirs.ToString("F3"),
                Rows(rows, ours),
                Rows(rows, theirs),
                $"{ratio:F2}",
                byRound.ToString("F2"),
                $"{Target(job):F0}, {(ratio >= Target(job) ? "reached" : "missed")}",
                Loss(comparison, job));
        }

        return table;
    }

    private static MarkdownTable Arithmetic(Comparison comparison)
    {
        var table = new MarkdownTable("job", "MFLOP a row", "managed, GFLOP/s", "share", "PyTorch, GFLOP/s", "share");
        foreach (var job in comparison.Jobs)
        {
            var ours = Gigaflops(job, comparison.Managed(job));
            var theirs = comparison.Torch(job).Count > 0 ? Gigaflops(job, comparison.Torch(job)) : double.NaN;
            table.Add(
                job.Title,
                $"{job.FlopPerRow / 1e6:F3}",
                $"{ours:F1}",
                $"{ours / comparison.FmaPeakGigaflops:P0}",
                double.IsNaN(theirs) ? "-" : $"{theirs:F1}",
                double.IsNaN(theirs) ? "-" : $"{theirs / comparison.FmaPeakGigaflops:P0}");
        }

        return table;
    }

    private static MarkdownTable Memory(Comparison comparison)
    {
        var table = new MarkdownTable("job", "rows alone, MiB", "managed, MiB", "PyTorch, MiB", "managed / PyTorch", "target");
        foreach (var job in comparison.Jobs)
        {
            AddMemory(table, job, job.Title, comparison.Managed(job), comparison.Torch(job));
            var streamed = comparison.Streamed(job);
            var within = job.Task == Job.Train ? $"{comparison.StreamBudgetMebibytes} MiB" : "a chunk";
            AddMemory(
                table, job, $"{job.Title}, managed streaming within {within} at {Rows(streamed[0].Rows, Seconds(streamed))} rows/s", streamed, comparison.Torch(job));
        }

        return table;
    }

    private static void AddMemory(MarkdownTable table, Job job, string title, IReadOnlyList<WorkerReport> ours, IReadOnlyList<WorkerReport> theirs)
    {
        var rows = $"{ours[0].Rows * job.Net.Width * sizeof(float) / 1048576.0:F0}";
        var mine = Peak(ours);
        if (theirs.Count == 0)
        {
            table.Add(title, rows, mine.ToString("F0"), "-", "-", $"{MemoryTarget}");
            return;
        }

        var share = mine.Median / Peak(theirs).Median;
        table.Add(
            title, rows, mine.ToString("F0"), Peak(theirs).ToString("F0"), $"{share:F2}", $"{MemoryTarget}, {(share < MemoryTarget ? "reached" : "missed")}");
    }

    private static string Loss(Comparison comparison, Job job) => job.Task != Job.Train ? "-"
        : $"{comparison.Managed(job)[0].Check:F2} / {(comparison.Torch(job) is { Count: > 0 } torch ? $"{torch[0].Check:F2}" : "-")}";

    private static string Rows(long rows, Spread seconds) => $"{rows / seconds.Median:N0}";

    private static double Gigaflops(Job job, IReadOnlyList<WorkerReport> reports) => job.FlopPerRow * reports[0].Rows / Seconds(reports).Median / 1e9;

    private static Spread Seconds(IEnumerable<WorkerReport> reports) => Spread.Of(reports.Select(Median));

    private static double Median(WorkerReport report) => Spread.Of(report.Seconds).Median;

    private static Spread Peak(IEnumerable<WorkerReport> reports) => Spread.Of(reports.Select(report => report.PeakBytes / 1048576.0));
}
