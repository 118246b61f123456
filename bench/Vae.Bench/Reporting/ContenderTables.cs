using Vae.Bench.Measuring;
using Vae.Bench.Peers;

namespace Vae.Bench.Reporting;

/// <summary>Makes Markdown of jobs done in alternation: everyone's figures side by side, and how the first compares with each other.</summary>
internal static class ContenderTables
{
    /// <summary>Time, processor time, share of the FMA peak, and how much faster the first is than each other.</summary>
    public static MarkdownTable Speed(Alternation alternation)
    {
        var first = alternation.Contenders[0];
        var table = new MarkdownTable(
            "job", "who", "s a pass", "rows/s", "processor s a pass", "GFLOP/s", "of FMA peak", $"{first.Name} is faster by", "by round", "wanted", "loss");
        foreach (var job in alternation.Jobs)
        {
            var ours = alternation.Reports(job, first);
            foreach (var contender in alternation.Contenders.Where(contender => contender.Does(job)))
            {
                var reports = alternation.Reports(job, contender);
                var seconds = Seconds(reports);
                var ratio = seconds.Median / Seconds(ours).Median;
                var gigaflops = job.FlopPerRow * reports[0].Rows / seconds.Median / 1e9;
                var isFirst = contender == first;
                table.Add(
                    job.Title,
                    contender.Name,
                    seconds.ToString("F3"),
                    $"{reports[0].Rows / seconds.Median:N0}",
                    reports[0].CpuSeconds is null ? "-" : Spread.Of(reports.Select(report => Spread.Of(report.CpuSeconds!).Median)).ToString("F3"),
                    $"{gigaflops:F1}",
                    double.IsNaN(alternation.FmaPeakGigaflops) ? "-" : $"{gigaflops / alternation.FmaPeakGigaflops:P0}",
                    isFirst ? "" : $"{ratio:F2}",
                    isFirst ? "" : Spread.Of(ours.Zip(reports, (a, b) => Median(b) / Median(a))).ToString("F2"),
                    isFirst ? "" : Verdict(contender.Wanted(job), ratio),
                    job.Task == Job.Train ? $"{reports[0].Check:F2}" : "");
            }
        }

        return table;
    }

    /// <summary>Peak memory of everyone's process beside the bytes of the rows.</summary>
    public static MarkdownTable Memory(Alternation alternation)
    {
        var table = new MarkdownTable(["job", "rows alone, MiB", .. alternation.Contenders.Select(contender => $"{contender.Name}, MiB")]);
        foreach (var job in alternation.Jobs)
        {
            var rows = alternation.Reports(job, alternation.Contenders[0])[0].Rows;
            table.Add([job.Title, $"{Mebibytes(rows * job.Net.Width * sizeof(float)):F0}", .. alternation.Contenders.Select(contender => Peak(alternation.Reports(job, contender))?.ToString("F0") ?? "")]);
        }

        return table;
    }

    /// <summary>Peak memory of some contenders as a share of another's.</summary>
    /// <param name="alternation">What was measured.</param>
    /// <param name="names">Whose memory.</param>
    /// <param name="other">Beside whose; nothing is printed where it is absent.</param>
    /// <param name="wanted">The share to stay below.</param>
    public static string MemoryShares(Alternation alternation, IReadOnlyList<string> names, string other, double wanted)
    {
        if (alternation.Contenders.FirstOrDefault(contender => contender.Name == other) is not { } beside)
        {
            return "";
        }

        var table = new MarkdownTable(["job", .. names.SelectMany(name => new[] { $"{name} / {other}", $"below {wanted}" })]);
        foreach (var job in alternation.Jobs)
        {
            var theirs = Peak(alternation.Reports(job, beside))!.Value.Median;
            var shares = names.Select(name => Peak(alternation.Reports(job, alternation.Contenders.First(contender => contender.Name == name)))!.Value.Median / theirs);
            table.Add([job.Title, .. shares.SelectMany(share => new[] { $"{share:F2}", share < wanted ? "reached" : "missed" })]);
        }

        return $"\n{table}";
    }

    private static string Verdict(double? wanted, double ratio) => wanted is { } least ? $"{least}, {(ratio >= least ? "reached" : "missed")}" : "";

    private static Spread? Peak(IReadOnlyList<WorkerReport> reports) => reports.Count == 0 ? null : Spread.Of(reports.Select(report => Mebibytes(report.PeakBytes)));

    private static double Mebibytes(long bytes) => bytes / 1048576.0;

    private static Spread Seconds(IEnumerable<WorkerReport> reports) => Spread.Of(reports.Select(Median));

    private static double Median(WorkerReport report) => Spread.Of(report.Seconds).Median;
}
