using Vae.Bench.HandWritten;

namespace Vae.Bench.Peers;

/// <summary>A hand-written TorchSharp loop in a child process of its own: this program, started once more.</summary>
internal static class TorchSharpPeer
{
    /// <summary>The loop as it comes, and once more with glibc told to keep memory.</summary>
    /// <param name="threads">Threads that it is to use.</param>
    /// <returns>Both, or none and the reason.</returns>
    public static (IReadOnlyList<Contender> Contenders, string Reason) Find(int threads)
    {
        try
        {
            var version = ManagedPeer.LastLine([HandWrittenWorker.TorchSharp, HandWrittenWorker.Check], NativeThreads.Environment(threads));
            return (
                [
                    new Contender("TorchSharp", $"a hand-written loop on TorchSharp {version}", job => Run(job, NativeThreads.Environment(job.Threads))),
                    new Contender("TorchSharp, glibc tuned", $"the same with {GlibcMemory.Description}", job => Run(job, GlibcMemory.Kept(NativeThreads.Environment(job.Threads)))),
                ],
                "");
        }
        catch (InvalidOperationException failure)
        {
            return ([], failure.Message);
        }
    }

    private static WorkerReport Run(Job job, Dictionary<string, string> environment) =>
        WorkerReport.Parse(ManagedPeer.LastLine([HandWrittenWorker.TorchSharp, .. job.Arguments()], environment));
}
