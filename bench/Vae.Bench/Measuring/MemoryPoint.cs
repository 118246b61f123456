namespace Vae.Bench.Measuring;

/// <summary>Memory at one moment.</summary>
/// <param name="Step">Training steps taken.</param>
/// <param name="ResidentBytes">Resident set of the process, native memory included.</param>
/// <param name="ManagedBytes">Managed heap, what waits to be collected included.</param>
internal sealed record MemoryPoint(long Step, long ResidentBytes, long ManagedBytes);
