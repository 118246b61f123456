using Vae.Bench.Measuring;

namespace Vae.Bench.Peers;

/// <summary>Jobs done by both engines in turn, so that whatever else the machine does falls on both.</summary>
internal sealed class Comparison(IReadOnlyList<Job> jobs, PyTorchPeer? peer, int streamBudgetMebibytes)
{
    private readonly Dictionary<Job, List<WorkerReport>> managed = jobs.ToDictionary(job => job, _ => new List<WorkerReport>());
    private readonly Dictionary<Job, List<WorkerReport>> streamed = jobs.ToDictionary(job => job, _ => new List<WorkerReport>());
    private readonly Dictionary<Job, List<WorkerReport>> torch = jobs.ToDictionary(job => job, _ => new List<WorkerReport>());

    /// <summary>The jobs.</summary>
    public IReadOnlyList<Job> Jobs => jobs;

    /// <summary>MiB of rows in memory in the streamed runs.</summary>
    public int StreamBudgetMebibytes => streamBudgetMebibytes;

    /// <summary>Best FMA rate seen between the rounds, GFLOP/s on the jobs' threads.</summary>
    public double FmaPeakGigaflops { get; private set; }

    /// <summary>Reports of the managed engine, all rows in memory.</summary>
    public IReadOnlyList<WorkerReport> Managed(Job job) => managed[job];

    /// <summary>Reports of the managed engine reading its rows anew in each pass.</summary>
    public IReadOnlyList<WorkerReport> Streamed(Job job) => streamed[job];

    /// <summary>Reports of PyTorch; none where it is absent.</summary>
    public IReadOnlyList<WorkerReport> Torch(Job job) => torch[job];

    /// <summary>Does every job once a round on each engine.</summary>
    public void Run(int rounds, Action<string> tell)
    {
        for (var round = 1; round <= rounds; round++)
        {
            FmaPeakGigaflops = Math.Max(FmaPeakGigaflops, FmaPeak.Measure(jobs[0].Threads));
            foreach (var job in jobs)
            {
                var line = $"round {round}/{rounds}  {job.Title,-18}  managed {Rate(managed[job], ManagedPeer.Run(job))}";
                if (peer is not null)
                {
                    line += $"  PyTorch {Rate(torch[job], peer.Run(job))}";
                }

                tell(line + $"  managed, streamed {Rate(streamed[job], ManagedPeer.Run(job, (long)streamBudgetMebibytes << 20))}");
            }
        }
    }

    private static string Rate(List<WorkerReport> reports, WorkerReport report)
    {
        reports.Add(report);
        var seconds = Spread.Of(report.Seconds).Median;
        return $"{seconds:F3} s, {report.Rows / seconds,10:N0} rows/s, {report.PeakBytes >> 20} MiB";
    }
}
