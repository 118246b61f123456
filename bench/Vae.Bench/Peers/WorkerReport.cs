using System.Text.Json;

namespace Vae.Bench.Peers;

/// <summary>What a child process tells when it is done, as one line of JSON.</summary>
/// <param name="Seconds">Seconds of each measured pass over the rows.</param>
/// <param name="Rows">Rows a pass.</param>
/// <param name="Check">Training: mean loss of the last epoch, nats a row, without constants. Scoring: some output, so that the work is done.</param>
/// <param name="PeakBytes">Most memory that the process held.</param>
/// <param name="CpuSeconds">Processor time of each of those passes, user and system, all threads; null where it was not taken.</param>
internal sealed record WorkerReport(double[] Seconds, long Rows, double Check, long PeakBytes, double[]? CpuSeconds = null)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static WorkerReport Parse(string json) => JsonSerializer.Deserialize<WorkerReport>(json, Format)
        ?? throw new InvalidDataException($"The child process reported '{json}', which is no report.");

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
