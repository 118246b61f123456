using System.Runtime.InteropServices;
using Vae.Core.Models;
using Vae.Core.Processes;

namespace Vae.Cli.Scoring;

/// <summary>Scores batch after batch, in several processes one batch each at a time: all are given the same batches, each scores those of its turn, and the first process is told of the scores of all, in their order.</summary>
/// <param name="model">The model, which is the same in all.</param>
/// <param name="processes">The processes; null for this one alone.</param>
/// <param name="use">Told of the scores of a batch, and its labels. In the first process alone.</param>
internal sealed class SharedScoring(VaeModel model, IProcessGroup? processes, SharedScoring.Use use)
{
    private readonly List<float[]> waiting = [];
    private float[] own = [];

    /// <summary>Told of the scores of a batch.</summary>
    public delegate void Use(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels);

    /// <summary>Takes a batch.</summary>
    /// <param name="rows">Row-major, relative to the model's origin.</param>
    /// <param name="labels">One a row, or none.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> labels)
    {
        var count = rows.Length / model.InputDimension;
        if (processes is null || waiting.Count == processes.Rank)
        {
            own = own.Length == count ? own : new float[count];
            model.ScoreRelative(rows, own);
        }

        if (processes is null)
        {
            use(own, labels);
            return;
        }

        waiting.Add(labels.ToArray());
        if (waiting.Count == processes.Size)
        {
            Gather(processes);
        }
    }

    /// <summary>Gives out what is left; called after the last batch.</summary>
    public void End()
    {
        if (processes is not null && waiting.Count > 0)
        {
            Gather(processes);
        }
    }

    private void Gather(IProcessGroup processes)
    {
        var all = processes.Gather(waiting.Count > processes.Rank ? MemoryMarshal.AsBytes(own.AsSpan()) : []);
        for (var turn = 0; turn < waiting.Count && processes.Rank == 0; turn++)
        {
            use(MemoryMarshal.Cast<byte, float>(all[turn]), waiting[turn]);
        }

        waiting.Clear();
    }
}
