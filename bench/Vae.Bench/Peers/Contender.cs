namespace Vae.Bench.Peers;

/// <summary>One of those that take turns at the same jobs.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Description">Versions and settings, for the lines above a table.</param>
/// <param name="Run">Does a job in a process of its own.</param>
internal sealed record Contender(string Name, string Description, Func<Job, WorkerReport> Run)
{
    /// <summary>The one task that it has; null for all.</summary>
    public string? OnlyTask { get; init; }

    /// <summary>How many times its rows a second the first contender is to reach in a job; null for no bar.</summary>
    public Func<Job, double?> Wanted { get; init; } = _ => null;

    /// <summary>Whether it has this job.</summary>
    public bool Does(Job job) => OnlyTask is null || job.Task == OnlyTask;
}
