using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>What is found of the rows of one shard on their own, row by row, so that they need not be in memory; as bytes, which processes give each other.</summary>
internal sealed class ShardSummary : IDisposable
{
    private readonly int width;
    private readonly Reservoir training;
    private readonly Reservoir heldOut;
    private readonly WeightSums sums = new();
    private readonly WeightSums heldSums = new();
    private readonly float[] ends;
    private readonly float[] seen;
    private readonly IncrementalHash[] digests;

    /// <param name="number">The shard.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="seed">Of the samples.</param>
    /// <param name="sampleRows">Training rows to keep at most.</param>
    /// <param name="heldRows">Held-out rows to keep at most.</param>
    public ShardSummary(int number, int width, int seed, int sampleRows, int heldRows)
    {
        this.width = width;
        training = new Reservoir(width, sampleRows, ShardRange.SeedOf(seed, number));
        heldOut = new Reservoir(width, heldRows, ShardRange.SeedOf(seed + 1, number));
        digests = [IncrementalHash.CreateHash(HashAlgorithmName.SHA256), IncrementalHash.CreateHash(HashAlgorithmName.SHA256)];
        seen = new float[width];
        ends = new float[2 * width];
        ends.AsSpan().Fill(float.NaN);
    }

    /// <summary>Whether rows have weights.</summary>
    public bool HasWeights { get; init; }

    /// <summary>Whether a digest of all values is wanted.</summary>
    public bool WantsDigest { get; init; }

    /// <summary>Gathers what scaling is found of; null where nobody asks.</summary>
    public ColumnStatistics? Statistics { get; init; }

    /// <summary>Empty; receives training rows that scaling is found of, or null.</summary>
    public RowSample? ScalingSample { get; init; }

    /// <summary>Columns that are constant, and are so in what scaling is found of.</summary>
    public ConstantColumns? Constants { get; init; }

    /// <summary>Which columns are counts, of which scaling takes logarithms; null for none.</summary>
    public CountTransform? Counts { get; init; }

    /// <summary>Takes a row that is trained on or held out.</summary>
    public void Add(ReadOnlySpan<float> row, float weight, RowUse use)
    {
        var isTraining = use == RowUse.Training;
        (isTraining ? training : heldOut).Offer(row, HasWeights ? weight : null);
        if (HasWeights)
        {
            (isTraining ? sums : heldSums).Add(weight);
        }

        if (WantsDigest)
        {
            var digest = digests[isTraining ? 0 : 1];
            digest.AppendData(MemoryMarshal.AsBytes(row));
            if (HasWeights)
            {
                digest.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in weight)));
            }
        }

        if (!isTraining)
        {
            return;
        }

        Widen(ends, row, row);
        if (Statistics is not null)
        {
            row.CopyTo(seen);
            Constants?.Hold(seen);
            Counts?.Apply(seen);
            ReadOnlySpan<float> weights = HasWeights ? new ReadOnlySpan<float>(in weight) : [];
            Statistics.Add(seen, weights);
            ScalingSample?.Add(seen, weights);
        }
    }

    /// <summary>A uniform sample of the training rows, and behind them their weights where they have some.</summary>
    public byte[] TrainingSample() => [.. MemoryMarshal.AsBytes(training.Rows), .. MemoryMarshal.AsBytes(training.Weights)];

    /// <summary>The same of the held-out rows.</summary>
    public byte[] HeldOutSample() => [.. MemoryMarshal.AsBytes(heldOut.Rows), .. MemoryMarshal.AsBytes(heldOut.Weights)];

    /// <summary>The least value of each feature of the training rows, and after those the largest of each; NaN where none was observed.</summary>
    public byte[] Ends() => MemoryMarshal.AsBytes(ends.AsSpan()).ToArray();

    /// <summary>Widens ends to others.</summary>
    public static void Widen(Span<float> ends, ReadOnlySpan<float> least, ReadOnlySpan<float> largest)
    {
        var width = least.Length;
        TensorPrimitives.MinNumber(ends[..width], least, ends[..width]);
        TensorPrimitives.MaxNumber(ends[width..], largest, ends[width..]);
    }

    /// <summary>Statistics of the training rows, and of some of them the values and weights.</summary>
    public byte[] Scaling() =>
        [.. Statistics!.ToBytes(), .. MemoryMarshal.AsBytes(ScalingSample is null ? [] : ScalingSample.Values), .. MemoryMarshal.AsBytes(ScalingSample is null ? [] : ScalingSample.Weights)];

    /// <summary>How many training rows there are, what they weigh and whether all of that is whole, and the last of the held-out rows.</summary>
    public byte[] WeightTotals() => MemoryMarshal.AsBytes([sums.Count, sums.Sum, sums.AreWhole ? 1.0 : 0, heldSums.AreWhole ? 1.0 : 0]).ToArray();

    /// <summary>SHA-256 of all values, and weights.</summary>
    public byte[] Digest() => [.. digests.SelectMany(digest => digest.GetHashAndReset())];

    public void Dispose()
    {
        foreach (var digest in digests)
        {
            digest.Dispose();
        }
    }
}
