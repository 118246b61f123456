namespace Vae.Core.Training.Shards;

/// <summary>The rows of a run that are divided in shards.</summary>
/// <param name="Rows">What all processes know of them: scaling, samples, and how many there are.</param>
/// <param name="Local">The scaled training rows of each shard of this process, row-major.</param>
/// <param name="Weights">How much each of those rows counts, of mean 1 over those of all shards; none where rows have no weights.</param>
/// <param name="Counts">Training rows of every shard, those of other processes too.</param>
internal sealed record ShardedRows(TrainingRows Rows, IReadOnlyList<ReadOnlyMemory<float>> Local, IReadOnlyList<ReadOnlyMemory<float>> Weights, IReadOnlyList<int> Counts);
