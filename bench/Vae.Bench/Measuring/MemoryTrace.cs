using System.Text.Json;

namespace Vae.Bench.Measuring;

/// <summary>Memory of a process as its training goes on; nothing is collected for the measurement's sake.</summary>
/// <param name="Points">At the end of each epoch.</param>
internal sealed record MemoryTrace(MemoryPoint[] Points)
{
    // Before this share of the run is over, code is compiled and pools are filled.
    private const double SettledAfter = 0.1;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>About so many points of the settled part, evenly apart, with its first and its last.</summary>
    public IReadOnlyList<MemoryPoint> Picked(int count)
    {
        var settled = Settled;
        return [.. Enumerable.Range(0, count).Select(i => settled[i * (settled.Length - 1) / (count - 1)]).Distinct()];
    }

    /// <summary>Bytes that the resident set grew by in the settled part: median of its last quarter over that of its first.</summary>
    public double ResidentGrowth => Growth(point => point.ResidentBytes);

    /// <summary>The same of the managed heap.</summary>
    public double ManagedGrowth => Growth(point => point.ManagedBytes);

    private MemoryPoint[] Settled => [.. Points.Where(point => point.Step >= SettledAfter * Points[^1].Step)];

    public static MemoryTrace Parse(string json) => JsonSerializer.Deserialize<MemoryTrace>(json, Format)
        ?? throw new InvalidDataException($"The child process reported '{json}', which is no trace.");

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    private double Growth(Func<MemoryPoint, long> bytes)
    {
        var settled = Settled;
        var quarter = Math.Max(1, settled.Length / 4);
        return Spread.Of(settled[^quarter..].Select(point => (double)bytes(point))).Median
            - Spread.Of(settled[..quarter].Select(point => (double)bytes(point))).Median;
    }
}
