namespace Vae.Bench.Peers;

/// <summary>One of those that take turns at the same jobs.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Run">Does a job in a process of its own.</param>
/// <param name="Trains">Whether it does training alone.</param>
internal sealed record Contender(string Name, Func<Job, WorkerReport> Run, bool Trains = false)
{
    /// <summary>Whether it has this job.</summary>
    public bool Does(Job job) => !Trains || job.Task == Job.Train;
}
