using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>The rows of one shard, and what is found of them on their own.</summary>
/// <param name="number">The shard.</param>
/// <param name="width">Features a row.</param>
/// <param name="mostRows">Rows that there is room for at most.</param>
/// <param name="expectedRows">Rows for which there is room from the start.</param>
/// <param name="hasWeights">Whether rows have weights.</param>
internal sealed class ShardRows(int number, int width, long mostRows, long expectedRows, bool hasWeights)
{
    private readonly List<float> trainingWeights = [];
    private readonly List<float> heldOutWeights = [];
    private RowStore training = new(width, mostRows, expectedRows);
    private RowStore heldOut = new(width, mostRows, 0);

    /// <summary>The shard.</summary>
    public int Number => number;

    /// <summary>What was seen of the training rows.</summary>
    public ColumnProfile Profile { get; } = new(width);

    /// <summary>Rows left out.</summary>
    public long Skipped { get; private set; }

    /// <summary>Training rows, row-major: raw, then scaled.</summary>
    public Span<float> Training => training.Rows;

    /// <summary>The same, to be kept.</summary>
    public ReadOnlyMemory<float> TrainingMemory => training.Memory;

    /// <summary>Held-out rows, raw.</summary>
    public Span<float> HeldOut => heldOut.Rows;

    /// <summary>Training rows.</summary>
    public int TrainingCount => training.Count;

    /// <summary>Held-out rows.</summary>
    public int HeldOutCount => heldOut.Count;

    /// <summary>Weights of the training rows; empty where they have none.</summary>
    public ReadOnlySpan<float> TrainingWeights => CollectionsMarshal.AsSpan(trainingWeights);

    /// <summary>Weights of the held-out rows; empty where they have none.</summary>
    public ReadOnlySpan<float> HeldOutWeights => CollectionsMarshal.AsSpan(heldOutWeights);

    /// <summary>Takes a row.</summary>
    public void Add(ReadOnlySpan<float> row, float weight, RowUse use)
    {
        if (use == RowUse.Skip)
        {
            Skipped++;
        }
        else
        {
            (use == RowUse.Training ? training : heldOut).Add(row);
            if (hasWeights)
            {
                (use == RowUse.Training ? trainingWeights : heldOutWeights).Add(weight);
            }
        }
    }

    /// <summary>Holds the last training row out, where chance has held out none.</summary>
    public void HoldLastOut()
    {
        heldOut.Add(training.RemoveLast());
        if (hasWeights)
        {
            heldOutWeights.Add(trainingWeights[^1]);
            trainingWeights.RemoveAt(trainingWeights.Count - 1);
        }
    }

    /// <summary>Forgets the rows, which are read once more; not what was seen of them.</summary>
    public void Clear()
    {
        training = new RowStore(width, mostRows, expectedRows);
        heldOut = new RowStore(width, mostRows, 0);
        trainingWeights.Clear();
        heldOutWeights.Clear();
        Skipped = 0;
    }

    /// <summary>A uniform sample of rows, as bytes, and behind them their weights where they have some.</summary>
    /// <param name="rows">Of which rows.</param>
    /// <param name="weights">Their weights, or none.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="seed">The sample's.</param>
    public byte[] Sample(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, int most, int seed)
    {
        var sample = new Reservoir(width, most, ShardRange.SeedOf(seed, number));
        for (var row = 0; row < rows.Length; row += width)
        {
            sample.Offer(rows.Slice(row, width), weights.IsEmpty ? null : weights[row / width]);
        }

        return [.. MemoryMarshal.AsBytes(sample.Rows), .. MemoryMarshal.AsBytes(sample.Weights)];
    }

    /// <summary>The least value of each feature of the training rows, and after those the largest of each; NaN where none was observed.</summary>
    public byte[] Ends()
    {
        var ends = new float[2 * width];
        ends.AsSpan().Fill(float.NaN);
        for (var row = 0; row < Training.Length; row += width)
        {
            Widen(ends, Training.Slice(row, width), Training.Slice(row, width));
        }

        return MemoryMarshal.AsBytes(ends.AsSpan()).ToArray();
    }

    /// <summary>Widens ends to others.</summary>
    public static void Widen(Span<float> ends, ReadOnlySpan<float> least, ReadOnlySpan<float> largest)
    {
        var width = least.Length;
        TensorPrimitives.MinNumber(ends[..width], least, ends[..width]);
        TensorPrimitives.MaxNumber(ends[width..], largest, ends[width..]);
    }

    /// <summary>Statistics of the training rows, and of some of them the values and weights, as bytes.</summary>
    /// <param name="sample">Empty; receives rows.</param>
    /// <param name="counts">Which columns are counts, of which logarithms are taken; null for none.</param>
    public byte[] Statistics(RowSample? sample, CountTransform? counts)
    {
        var statistics = new ColumnStatistics(width);
        statistics.AddBlocks(Training, sample, counts, TrainingWeights);
        return [.. statistics.ToBytes(), .. MemoryMarshal.AsBytes(sample is null ? [] : sample.Values), .. MemoryMarshal.AsBytes(sample is null ? [] : sample.Weights)];
    }

    /// <summary>How many training rows there are, what they weigh and whether all of that is whole, and the last of the held-out rows; as bytes.</summary>
    public byte[] WeightTotals()
    {
        var sums = WeightSums.Of(TrainingWeights);
        return MemoryMarshal.AsBytes([sums.Count, sums.Sum, sums.AreWhole ? 1.0 : 0, WeightSums.Of(HeldOutWeights).AreWhole ? 1.0 : 0]).ToArray();
    }

    /// <summary>SHA-256 of all values, and weights.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var rows in (ReadOnlySpan<ReadOnlyMemory<float>>)[training.Memory, heldOut.Memory])
        {
            for (var first = 0; first < rows.Length; first += 1 << 20)
            {
                hash.AppendData(MemoryMarshal.AsBytes(rows.Span.Slice(first, Math.Min(1 << 20, rows.Length - first))));
            }
        }

        hash.AppendData(MemoryMarshal.AsBytes(TrainingWeights));
        hash.AppendData(MemoryMarshal.AsBytes(HeldOutWeights));
        return hash.GetHashAndReset();
    }
}
