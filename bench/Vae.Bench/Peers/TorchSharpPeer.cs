using Vae.Bench.HandWritten;

namespace Vae.Bench.Peers;

/// <summary>A hand-written TorchSharp loop in a child process of its own: this program, started once more.</summary>
internal static class TorchSharpPeer
{
    /// <summary>The loop as it comes, and once more with glibc told to keep memory.</summary>
    /// <param name="job">One of those that it is to do; they share threads and device.</param>
    /// <returns>Both, or none and the reason.</returns>
    public static (IReadOnlyList<Contender> Contenders, string Reason) Find(Job job)
    {
        // Asked of our engine on the same libtorch, which tells what is missing in words.
        if (TorchPeer.Look(job) is (null, var absence))
        {
            return ([], absence);
        }

        try
        {
            var version = ManagedPeer.LastLine([HandWrittenWorker.TorchSharp, HandWrittenWorker.Check], NativeThreads.Environment(job.Threads));
            return (
                [
                    new Contender("TorchSharp", $"a hand-written loop on TorchSharp {version}", given => Run(given, NativeThreads.Environment(given.Threads))),
                    new Contender("TorchSharp, glibc tuned", $"the same with {GlibcMemory.Description}", given => Run(given, GlibcMemory.Kept(NativeThreads.Environment(given.Threads)))),
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
