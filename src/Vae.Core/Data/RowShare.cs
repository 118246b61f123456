namespace Vae.Core.Data;

/// <summary>Some of the rows of a source: of every <paramref name="Of"/> rows, the same ones. For processes that read one source together, and need some of its rows each.</summary>
/// <param name="Of">Shards that rows are divided in, row n to shard n modulo their number; at least 1.</param>
/// <param name="First">The first shard whose rows are wanted, from 0.</param>
/// <param name="Count">How many shards are wanted, neighbours of the first.</param>
public readonly record struct RowShare(int Of, int First, int Count)
{
    /// <summary>Whether a row is one of them.</summary>
    /// <param name="number">The row's number in its source, from 0.</param>
    public bool Has(long number) => number % Of - First is var place && place >= 0 && place < Count;
}
