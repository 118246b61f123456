using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>The rows of one shard: how many there are, what their columns hold, and the rows themselves where they fit in memory.</summary>
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
    private bool keeps = true;

    /// <summary>The shard.</summary>
    public int Number => number;

    /// <summary>What was seen of the training rows.</summary>
    public ColumnProfile Profile { get; } = new(width);

    /// <summary>Rows left out.</summary>
    public long Skipped { get; private set; }

    /// <summary>Training rows, row-major: raw, then scaled.</summary>
    public ReadOnlyMemory<float> TrainingMemory => training.Memory;

    /// <summary>Training rows, kept or not.</summary>
    public long TrainingCount { get; private set; }

    /// <summary>Held-out rows, kept or not.</summary>
    public long HeldOutCount { get; private set; }

    /// <summary>Weights of the training rows; empty where they have none.</summary>
    public ReadOnlySpan<float> TrainingWeights => CollectionsMarshal.AsSpan(trainingWeights);

    /// <summary>Takes a row.</summary>
    public void Add(ReadOnlySpan<float> row, float weight, RowUse use)
    {
        if (use == RowUse.Skip)
        {
            Skipped++;
            return;
        }

        (TrainingCount, HeldOutCount) = use == RowUse.Training ? (TrainingCount + 1, HeldOutCount) : (TrainingCount, HeldOutCount + 1);
        if (keeps)
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
        (TrainingCount, HeldOutCount) = (TrainingCount - 1, HeldOutCount + 1);
        if (hasWeights)
        {
            heldOutWeights.Add(trainingWeights[^1]);
            trainingWeights.RemoveAt(trainingWeights.Count - 1);
        }
    }

    /// <summary>Lets go of the rows, and only counts those that still come.</summary>
    public void Release()
    {
        keeps = false;
        training = new RowStore(width, 1, 0);
        heldOut = new RowStore(width, 1, 0);
        trainingWeights.Clear();
        heldOutWeights.Clear();
    }

    /// <summary>Forgets the rows, which are read once more; not what was seen of them.</summary>
    public void Clear()
    {
        training = new RowStore(width, mostRows, expectedRows);
        heldOut = new RowStore(width, mostRows, 0);
        trainingWeights.Clear();
        heldOutWeights.Clear();
        (TrainingCount, HeldOutCount, Skipped) = (0, 0, 0);
    }

    /// <summary>Shows the rows kept to what is found of them.</summary>
    public void Show(ShardSummary summary)
    {
        foreach (var (rows, weights, use) in ((RowStore, List<float>, RowUse)[])[(training, trainingWeights, RowUse.Training), (heldOut, heldOutWeights, RowUse.Validation)])
        {
            for (var row = 0; row < rows.Count; row++)
            {
                summary.Add(rows.Rows.Slice(row * width, width), hasWeights ? weights[row] : 1, use);
            }
        }
    }
}
