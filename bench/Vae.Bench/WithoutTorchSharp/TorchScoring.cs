namespace Vae.Bench.Peers;

/// <summary>What stands for scoring on libtorch where this program was built without TorchSharp.</summary>
internal static class TorchScoring
{
    /// <summary>Never does anything.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static WorkerReport Run(Job job) => throw new NotSupportedException(
        $"{job.Title} on libtorch needs the package TorchSharp, which this program was built without; build it where a package source has it.");
}
