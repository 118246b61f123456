using Vae.Core.Engines;
using Vae.Core.Randomness;

namespace Vae.Core.Training.Shards;

/// <summary>Batches of rows in shards, all in memory: each shard has a permutation of its own an epoch, and each batch takes the same share of every shard.</summary>
internal sealed class ShardedBatches : IBatchSource
{
    private readonly ShardedRows rows;
    private readonly ShardRange range;
    private readonly Philox[] streams;
    private readonly int[][] orders;
    private readonly long batches;
    private long next;

    /// <param name="rows">The rows.</param>
    /// <param name="range">The shards.</param>
    /// <param name="batchSize">Rows a batch, of all shards together.</param>
    /// <param name="seed">Seed of the permutations.</param>
    public ShardedBatches(ShardedRows rows, ShardRange range, int batchSize, int seed)
    {
        (this.rows, this.range) = (rows, range);
        batches = rows.Batches(batchSize);
        streams = [.. Enumerable.Range(range.First, range.Local).Select(shard => new Philox(ShardRange.SeedOf(seed, shard), RandomPurpose.Shuffle))];
        orders = [.. rows.Local.Select((_, local) => new int[rows.Counts[range.First + local]])];
    }

    public long RowCount => rows.Rows.TrainingRowCount;

    public void KeepOnly(int[] rows) => throw new VaeDataException("Training.TrimShare needs all training rows in one process; set it to 0, or Training.Shards to 1.");

    public void BeginEpoch(int epoch)
    {
        for (var local = 0; local < orders.Length; local++)
        {
            for (var i = 0; i < orders[local].Length; i++)
            {
                orders[local][i] = i;
            }

            Permutation.Shuffle(orders[local], streams[local], (uint)epoch);
        }

        next = 0;
    }

    public void Skip(long batches) => next = Math.Min(this.batches, batches);

    public int Step(ITrainingSession session, in StepSettings settings)
    {
        if (next == batches)
        {
            return 0;
        }

        var count = rows.PartsOf(next, batches);
        var parts = new (ReadOnlyMemory<float>, ReadOnlyMemory<float>, ReadOnlyMemory<int>)[orders.Length];
        for (var local = 0; local < parts.Length; local++)
        {
            parts[local] = (rows.Local[local], rows.Weights.Count == 0 ? default : rows.Weights[local], orders[local].AsMemory(Edge(local, next)..Edge(local, next + 1)));
        }

        next++;
        ((ShardedSession)session).Step(parts, count, settings);
        return count;
    }

    public void Dispose()
    {
    }

    private int Edge(int local, long batch) => (int)ShardedRows.Edge(orders[local].Length, batch, batches);
}
