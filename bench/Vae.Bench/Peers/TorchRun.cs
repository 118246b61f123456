using Vae.Bench.Measuring;

namespace Vae.Bench.Peers;

/// <summary>What the engine torch and PyTorch are to do on one device.</summary>
/// <param name="Jobs">At least one; all on the same device.</param>
/// <param name="Pictures">What the img net is fed.</param>
/// <param name="Rounds">Processes of each side and job.</param>
/// <param name="Limit">Rows used where not all are.</param>
/// <param name="Steps">Steps over which memory is watched; 0 for none.</param>
/// <param name="Python">The interpreter to use; null for the usual ones.</param>
/// <param name="Load">Load of the machine at the start where it was busy.</param>
internal sealed record TorchRun(IReadOnlyList<Job> Jobs, string Pictures, int Rounds, int? Limit, int Steps, string? Python, double? Load)
{
    /// <summary>The lines above the tables.</summary>
    /// <param name="engine">The engine's description of itself.</param>
    /// <param name="peer">The peer, or why there is none.</param>
    public string Describe(string engine, string peer)
    {
        var job = Jobs[0];
        return $"""
            Machine: {Machine.Describe()}.{"  "}
            Engine: {engine}.{"  "}
            Peer: {peer}.{"  "}
            {job.Threads} threads each, rows resident on the device; img: {Pictures}; median (minimum..maximum) of {Rounds} processes, each the median of {job.Repeats} epochs or {5 * job.Repeats} scoring passes.
            {(Limit is { } rows ? $"\n**A quick try on the first {rows:N0} rows: not figures to quote.**\n" : "")}{(Load is { } load ? $"\n**The machine was busy when this began (load {load:F1}): not figures to quote.**\n" : "")}
            """;
    }
}
