using Vae.Core.Randomness;

namespace Vae.Core.Training.Shards;

/// <summary>
/// Rows of one shard that are streamed: a shuffle buffer that is full between two batches, as long as there are rows, and those read ahead of it for the sake of other shards. What is drawn depends on the shard's own rows alone.
/// </summary>
/// <param name="width">Features a row.</param>
/// <param name="bufferRows">Rows in the buffer.</param>
/// <param name="partRows">Most rows of a batch.</param>
/// <param name="hasWeights">Whether rows have weights.</param>
/// <param name="seed">Of what is drawn.</param>
internal sealed class ShardLane(int width, int bufferRows, int partRows, bool hasWeights, int seed)
{
    private readonly float[] buffer = new float[bufferRows * width];
    private readonly float[] weights = new float[hasWeights ? bufferRows : 0];
    private readonly float[] part = new float[partRows * width];
    private readonly float[] partWeights = new float[hasWeights ? partRows : 0];
    private readonly RowQueue ahead = new(width);
    private readonly Philox stream = new(seed, RandomPurpose.ShuffleBuffer);
    private int buffered;
    private uint epoch;
    private uint drawn;

    /// <summary>Training rows of this epoch that it was given.</summary>
    public long Received { get; private set; }

    /// <summary>Whether there is room in the buffer.</summary>
    public bool HasRoom => buffered < bufferRows;

    /// <summary>Rows read ahead.</summary>
    public int Ahead => ahead.Count;

    /// <summary>A pass of its own, of a shard whose rows lie elsewhere than those of the others; null for that of all.</summary>
    public ShardPass? Own { get; set; }

    /// <summary>How many rows of its own pass it has had before.</summary>
    public long Known { get; set; }

    /// <summary>Begins an epoch.</summary>
    public void Begin(uint number)
    {
        Own?.Dispose();
        Own = null;
        ahead.Clear();
        (epoch, drawn, buffered, Received, Known) = (number, 0, 0, 0, 0);
    }

    /// <summary>Takes the next row of the shard.</summary>
    public void Take(ReadOnlySpan<float> row, float weight)
    {
        Received++;
        if (HasRoom && ahead.Count == 0)
        {
            Buffer(row, weight);
        }
        else
        {
            ahead.Enqueue(row, weight);
        }
    }

    /// <summary>Fills the buffer with what was read ahead.</summary>
    public void CatchUp()
    {
        while (HasRoom && ahead.Count > 0)
        {
            Buffer(ahead.Dequeue(out var weight), weight);
        }
    }

    /// <summary>Draws rows for a batch.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The rows and their weights, valid until the next call; null where there are too few.</returns>
    public (Memory<float> Rows, Memory<float> Weights)? Draw(int count)
    {
        if (count > buffered)
        {
            return null;
        }

        for (var i = 0; i < count; i++)
        {
            var pick = (int)(((ulong)stream.At(drawn++, epoch, 0, 0).X * (ulong)buffered) >> 32);
            var place = buffer.AsSpan(pick * width, width);
            place.CopyTo(part.AsSpan(i * width, width));
            buffer.AsSpan(--buffered * width, width).CopyTo(place);
            if (hasWeights)
            {
                (partWeights[i], weights[pick]) = (weights[pick], weights[buffered]);
            }
        }

        return (part.AsMemory(0, count * width), partWeights.AsMemory(0, hasWeights ? count : 0));
    }

    private void Buffer(ReadOnlySpan<float> row, float weight)
    {
        row.CopyTo(buffer.AsSpan(buffered * width));
        if (hasWeights)
        {
            weights[buffered] = weight;
        }

        buffered++;
    }
}
