using Vae.Bench.Measuring;

namespace Vae.Bench.Peers;

/// <summary>Jobs done by contenders in turn, so that whatever else the machine does falls on all of them.</summary>
internal sealed class Alternation(IReadOnlyList<Job> jobs, IReadOnlyList<Contender> contenders)
{
    private readonly Dictionary<(Job, Contender), List<WorkerReport>> reports = [];

    /// <summary>The jobs.</summary>
    public IReadOnlyList<Job> Jobs => jobs;

    /// <summary>Who does them; the first is what the others are compared with.</summary>
    public IReadOnlyList<Contender> Contenders => contenders;

    /// <summary>Best FMA rate seen between the rounds, GFLOP/s on the jobs' threads; NaN on a GPU, of which it says nothing.</summary>
    public double FmaPeakGigaflops { get; private set; } = double.NaN;

    /// <summary>One report a round; none where the contender does not have the job.</summary>
    public IReadOnlyList<WorkerReport> Reports(Job job, Contender contender) => reports.TryGetValue((job, contender), out var list) ? list : [];

    /// <summary>Does every job once a round; who begins changes from round to round.</summary>
    public void Run(int rounds, Action<string> tell)
    {
        for (var round = 1; round <= rounds; round++)
        {
            MeasureFmaPeak();
            foreach (var job in jobs)
            {
                foreach (var contender in (round % 2 == 1 ? contenders : contenders.Reverse()).Where(contender => contender.Does(job)))
                {
                    var report = contender.Run(job);
                    if (!reports.TryGetValue((job, contender), out var list))
                    {
                        reports.Add((job, contender), list = []);
                    }

                    list.Add(report);
                    var seconds = Spread.Of(report.Seconds).Median;
                    tell($"round {round}/{rounds}  {job.Title,-18}  {contender.Name,-26} {seconds:F3} s ({Cpu(report)} of processor time), {report.Rows / seconds,10:N0} rows/s, {report.PeakBytes >> 20} MiB");
                }
            }
        }
    }

    private void MeasureFmaPeak()
    {
        if (jobs[0].Device == Job.Cpu)
        {
            FmaPeakGigaflops = Math.Max(FmaPeak.Measure(jobs[0].Threads), double.IsNaN(FmaPeakGigaflops) ? 0 : FmaPeakGigaflops);
        }
    }

    private static string Cpu(WorkerReport report) => report.CpuSeconds is { } cpu ? $"{Spread.Of(cpu).Median:F3} s" : "-";
}
