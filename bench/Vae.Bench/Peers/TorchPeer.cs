using Vae.Bench.Measuring;

namespace Vae.Bench.Peers;

/// <summary>The engine torch in a child process of its own: this program, started once more.</summary>
internal static class TorchPeer
{
    /// <summary>Does a job.</summary>
    public static WorkerReport Run(Job job) => Run(job, NativeThreads.Environment(job.Threads));

    /// <summary>Does a job with glibc told to keep memory.</summary>
    public static WorkerReport RunTuned(Job job) => Run(job, GlibcMemory.Kept(NativeThreads.Environment(job.Threads)));

    /// <summary>Takes so many training steps and tells what memory they held.</summary>
    public static MemoryTrace Watch(Job job, int steps) => MemoryTrace.Parse(ManagedPeer.LastLine(
        [Commands.TorchWorkerCommand.Name, .. job.Arguments(), "--steps", $"{steps}"], NativeThreads.Environment(job.Threads)));

    private static WorkerReport Run(Job job, Dictionary<string, string> environment) =>
        WorkerReport.Parse(ManagedPeer.LastLine([Commands.TorchWorkerCommand.Name, .. job.Arguments()], environment));
}
