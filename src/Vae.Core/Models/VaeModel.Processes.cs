using System.Runtime.InteropServices;
using Vae.Core.Options;
using Vae.Core.Processes;

namespace Vae.Core.Models;

/// <content>Rows that several processes score.</content>
public sealed partial class VaeModel
{
    /// <summary>Score of each row under the model's own score kind, where several processes have the same model and the same rows: each scores a range of them, and is given the scores of all.</summary>
    /// <param name="rows">Row-major rows in raw units; the same in all processes.</param>
    /// <param name="scores">Receives one score a row, in the unit of <see cref="ScoringOptions.Kind"/>: those that one process alone computes, to the last bit.</param>
    /// <param name="processes">The processes, all of which make this call.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ProcessGroupException">It has failed in another process, which the message names.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores, IProcessGroup processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        var count = Rows(rows.Length, InputDimension, nameof(rows), "rows");
        Expect(scores.Length, count, 1, nameof(scores));
        int Edge(int rank) => (int)((long)count * rank / processes.Size);
        var (first, last) = (Edge(processes.Rank), Edge(processes.Rank + 1));
        Score(rows[(first * InputDimension)..(last * InputDimension)], scores[first..last]);
        var parts = processes.Gather(MemoryMarshal.AsBytes(scores[first..last]));
        for (var rank = 0; rank < processes.Size; rank++)
        {
            MemoryMarshal.Cast<byte, float>(parts[rank]).CopyTo(scores[Edge(rank)..]);
        }
    }
}
