using Vae.Core.Engines;
using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>Batches of rows that are all in memory: a fresh permutation each epoch.</summary>
internal sealed class ResidentBatches : IBatchSource
{
    private readonly int rowCount;
    private int[] order;
    private int[]? kept;
    private readonly int batchSize;
    private readonly Philox stream;
    private int next;
    private bool isAnnounced;

    public ResidentBatches(int rowCount, int batchSize, int seed)
    {
        this.rowCount = rowCount;
        order = new int[rowCount];
        this.batchSize = batchSize;
        stream = new Philox(seed, RandomPurpose.Shuffle);
    }

    public long RowCount => rowCount;

    public void KeepOnly(int[] rows) => kept = rows;

    public void BeginEpoch(int epoch)
    {
        if (kept is not null)
        {
            order = [.. kept];
        }
        else
        {
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
        }

        Permutation.Shuffle(order, stream, (uint)epoch);
        next = 0;
        isAnnounced = false;
    }

    public void Skip(long batches) => next = (int)Math.Min(order.Length, batches * batchSize);

    public int Step(ITrainingSession session, in StepSettings settings)
    {
        var count = Math.Min(batchSize, order.Length - next);
        if (!isAnnounced)
        {
            session.AnnounceOrder(order);
            isAnnounced = true;
        }

        if (count > 0)
        {
            session.Step(order.AsSpan(next, count), settings);
            next += count;
        }

        return count;
    }

    public void Dispose()
    {
    }
}
