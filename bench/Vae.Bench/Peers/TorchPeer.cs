using Vae.Bench.Measuring;
using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Engines.Catalog;
using Vae.Core.Networks;
using Vae.Core.Options;

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

    /// <summary>What the engine calls itself on a job's device, or why it cannot run there.</summary>
    public static (string? Description, string Absence) Look(Job job)
    {
        var options = job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 });
        options = options with { Engine = options.Engine with { Name = EngineOptions.TorchName, Device = job.Device } };
        var plan = VaePlan.Create(options, job.Net.Width);
        try
        {
            using var session = EngineCatalog.Find(EngineOptions.TorchName).Open(TrainingSetup.Of(options, plan, job.Net.BatchSize));
            return (session.Description, "");
        }
        catch (EngineException missing)
        {
            return (null, missing.Message);
        }
    }

    private static WorkerReport Run(Job job, Dictionary<string, string> environment) =>
        WorkerReport.Parse(ManagedPeer.LastLine([Commands.TorchWorkerCommand.Name, .. job.Arguments()], environment));
}
