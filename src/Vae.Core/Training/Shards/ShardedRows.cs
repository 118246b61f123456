using Vae.Core.Data;

namespace Vae.Core.Training.Shards;

/// <summary>The rows of a run that are divided in shards.</summary>
/// <param name="Rows">What all processes know of them: scaling, samples, and how many there are.</param>
/// <param name="Local">The scaled training rows of each shard of this process, row-major; none where they are streamed.</param>
/// <param name="Weights">How much each of those rows counts, of mean 1 over those of all shards; none where rows have no weights.</param>
/// <param name="Counts">Training rows of every shard, those of other processes too.</param>
internal sealed record ShardedRows(TrainingRows Rows, IReadOnlyList<ReadOnlyMemory<float>> Local, IReadOnlyList<ReadOnlyMemory<float>> Weights, IReadOnlyList<long> Counts)
{
    /// <summary>Where rows are read from anew each epoch, since they do not fit in memory; null where they do.</summary>
    public IRowSource? Stream { get; init; }

    /// <summary>Batches an epoch.</summary>
    public long Batches(int batchSize) => (Rows.TrainingRowCount + batchSize - 1) / batchSize;

    /// <summary>Most rows of a shard in a batch.</summary>
    public int LargestPart(int batchSize) => (int)Counts.Max(count => (count + Batches(batchSize) - 1) / Batches(batchSize));

    /// <summary>Rows of a batch, of all shards together.</summary>
    public int PartsOf(long batch, long batches) => (int)Counts.Sum(count => Edge(count, batch + 1, batches) - Edge(count, batch, batches));

    /// <summary>How many rows of a shard are in the batches before one.</summary>
    /// <param name="rows">Rows of the shard.</param>
    /// <param name="batch">The batch, from 0.</param>
    /// <param name="batches">Batches an epoch.</param>
    public static long Edge(long rows, long batch, long batches) => (long)((Int128)rows * batch / batches);
}
