namespace Vae.Bench.Peers;

/// <summary>The managed engine in a child process of its own: this program, started once more.</summary>
internal static class ManagedPeer
{
    /// <param name="job">What to do.</param>
    /// <param name="budget">Bytes of training rows that may be in memory; null for all.</param>
    public static WorkerReport Run(Job job, long? budget = null) =>
        Start([Commands.WorkerCommand.Name, .. job.Arguments(), .. budget is { } bytes ? new[] { "--budget", $"{bytes}" } : []]);

    /// <summary>Starts this program once more and takes the report that it prints.</summary>
    public static WorkerReport Start(IReadOnlyList<string> arguments) => WorkerReport.Parse(LastLine(arguments));

    /// <summary>Starts this program once more and takes the last line that it prints.</summary>
    public static string LastLine(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path to start another by.");
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return ChildProcess.LastLine(program, isHost ? [typeof(ManagedPeer).Assembly.Location, .. arguments] : arguments, environment);
    }
}
