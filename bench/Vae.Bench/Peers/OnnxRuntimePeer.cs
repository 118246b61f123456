using Vae.Bench.HandWritten;
using Vae.Bench.Measuring;

namespace Vae.Bench.Peers;

/// <summary>ONNX Runtime in a child process of its own, with the number of rows a call that suits it best: this program, started once more.</summary>
internal static class OnnxRuntimePeer
{
    private static readonly int[] Chunks = [64, 128, 256, 512, 1024, 2048, 4096, 8192];

    /// <summary>Tries rows a call for each scoring job.</summary>
    /// <param name="jobs">All jobs; those that score are its own.</param>
    /// <param name="tell">Where to say what was tried.</param>
    /// <returns>The contender, or null and the reason.</returns>
    public static (Contender? Contender, string Reason) Find(IReadOnlyList<Job> jobs, Action<string> tell)
    {
        try
        {
            var version = ManagedPeer.LastLine([HandWrittenWorker.OnnxRuntime, HandWrittenWorker.Check]);
            var best = jobs.Where(job => job.Task == Job.Score).ToDictionary(job => job.Net, job => BestChunk(job, tell));
            var chosen = string.Join(", ", best.Select(choice => $"{choice.Value:N0} rows a call in {choice.Key.Name}"));
            return (
                new Contender("ONNX Runtime", $"{version}, {chosen}, the fastest of {Chunks[0]} to {Chunks[^1]:N0} tried in this run", job => Run(job with { Chunk = best[job.Net] }))
                {
                    OnlyTask = Job.Score,
                },
                "");
        }
        catch (InvalidOperationException failure)
        {
            return (null, failure.Message);
        }
    }

    /// <summary>The fastest of some sizes by the median pass, in two rounds that run through the sizes in opposite order.</summary>
    private static int BestChunk(Job job, Action<string> tell)
    {
        var seconds = Chunks.ToDictionary(chunk => chunk, _ => double.PositiveInfinity);
        foreach (var chunk in Chunks.Concat(Chunks.Reverse()))
        {
            seconds[chunk] = Math.Min(seconds[chunk], Spread.Of(Run(job with { Chunk = chunk, Repeats = 1 }).Seconds).Median);
        }

        var best = seconds.MinBy(pair => pair.Value).Key;
        tell($"{job.Title} in ONNX Runtime: {string.Join(", ", seconds.Select(pair => $"{pair.Key}: {pair.Value:F3} s"))}; {best} rows a call");
        return best;
    }

    private static WorkerReport Run(Job job) =>
        WorkerReport.Parse(ManagedPeer.LastLine([HandWrittenWorker.OnnxRuntime, .. job.Arguments()]));
}
