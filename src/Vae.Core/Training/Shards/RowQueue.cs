namespace Vae.Core.Training.Shards;

/// <summary>Rows that wait, first in first out, in memory that grows to the most that ever waited.</summary>
/// <param name="width">Values a row.</param>
internal sealed class RowQueue(int width)
{
    private float[] values = [];
    private float[] weights = [];
    private int first;

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a row behind the others.</summary>
    public void Enqueue(ReadOnlySpan<float> row, float weight)
    {
        if (Count == weights.Length)
        {
            Grow();
        }

        var place = (first + Count++) % weights.Length;
        row.CopyTo(values.AsSpan(place * width));
        weights[place] = weight;
    }

    /// <summary>Takes the first row.</summary>
    /// <param name="weight">Its weight.</param>
    /// <returns>The row, valid until the next call.</returns>
    public ReadOnlySpan<float> Dequeue(out float weight)
    {
        var place = first;
        (first, Count, weight) = ((first + 1) % weights.Length, Count - 1, weights[place]);
        return values.AsSpan(place * width, width);
    }

    /// <summary>Forgets the rows.</summary>
    public void Clear() => (first, Count) = (0, 0);

    private void Grow()
    {
        var rows = Math.Max(16, 2 * Count);
        var (grownValues, grownWeights) = (new float[rows * width], new float[rows]);
        for (var i = 0; i < Count; i++)
        {
            var place = (first + i) % weights.Length;
            values.AsSpan(place * width, width).CopyTo(grownValues.AsSpan(i * width));
            grownWeights[i] = weights[place];
        }

        (values, weights, first) = (grownValues, grownWeights, 0);
    }
}
