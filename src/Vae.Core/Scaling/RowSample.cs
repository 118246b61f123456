using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Randomness;

namespace Vae.Core.Scaling;

/// <summary>
/// A uniform sample of the rows of a stream, of bounded size (Vitter 1985, algorithm R), for the quantiles that no bounded memory can
/// give exactly. While the rows seen fit in the sample it holds all of them. The same rows in the same order give the same sample.
/// </summary>
internal sealed class RowSample
{
    /// <summary>Most rows that a sample holds: a quartile's standard error is then 0.34 % of the rows.</summary>
    public const int MaximumRows = 16_384;

    /// <summary>Most values that a sample holds (128 MB); beyond 2,048 columns it holds fewer rows.</summary>
    public const int MaximumValues = 1 << 25;

    private readonly int columnCount;
    private readonly int capacity;
    private float[] values;
    private long seen;
    private ulong state = 1;

    // Of the rows held; null where rows have no weights.
    private List<float>? weights;

    public RowSample(int columnCount, int maximumRows = MaximumRows)
    {
        this.columnCount = columnCount;
        capacity = Math.Max(1, Math.Min(maximumRows, MaximumValues / columnCount));
        values = new float[Math.Min(capacity, 64) * columnCount];
    }

    /// <summary>Rows held.</summary>
    public int RowCount { get; private set; }

    /// <summary>Values of the rows held, row-major.</summary>
    public ReadOnlySpan<float> Values => values.AsSpan(0, RowCount * columnCount);

    /// <summary>Weights of the rows held; empty where they have none.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(weights);

    /// <summary>Offers rows.</summary>
    /// <param name="rows">A whole number of rows.</param>
    /// <param name="rowWeights">One a row, always or never; empty: every row counts once. A row of weight 0 is left out; else weights count in quantiles and not in the choice.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> rowWeights = default)
    {
        for (int row = 0; rows.Length >= columnCount; rows = rows[columnCount..], row++)
        {
            float weight = rowWeights.IsEmpty ? 1 : rowWeights[row];
            if (weight == 0)
            {
                continue;
            }

            long slot = seen++;
            if (slot >= capacity)
            {
                slot = Below(seen);
                if (slot >= capacity)
                {
                    continue;
                }
            }
            else
            {
                RowCount++;
                Grow();
            }

            rows[..columnCount].CopyTo(values.AsSpan((int)slot * columnCount));
            if (!rowWeights.IsEmpty)
            {
                Keep(weight, (int)slot);
            }
        }
    }

    /// <summary>The distance between the quartiles of a column's finite values, or NaN where the sample has none.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="scratch">At least <see cref="RowCount"/> long; overwritten.</param>
    public double InterquartileRange(int column, Span<float> scratch)
    {
        if (weights is not null)
        {
            return WeightedRange(column, weights);
        }

        int count = 0;
        for (int row = 0; row < RowCount; row++)
        {
            float value = this.values[(row * columnCount) + column];
            if (float.IsFinite(value))
            {
                scratch[count++] = value;
            }
        }

        if (count == 0)
        {
            return double.NaN;
        }

        Span<float> values = scratch[..count];
        values.Sort();
        return Quantile(values, 0.75) - Quantile(values, 0.25);
    }

    /// <summary>The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996).</summary>
    internal static double Quantile(ReadOnlySpan<float> sorted, double probability)
    {
        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * ((double)sorted[above] - sorted[below]));
    }

    /// <summary>The same of rows that count by weights: of whole ones as if each row were there so often.</summary>
    private double WeightedRange(int column, List<float> weights)
    {
        int[] rows = [.. Enumerable.Range(0, RowCount).Where(row => float.IsFinite(values[(row * columnCount) + column]))];
        if (rows.Length == 0)
        {
            return double.NaN;
        }

        float[] sorted = [.. rows.Select(row => values[(row * columnCount) + column])];
        Array.Sort(sorted, rows);
        double scale = WeightSums.Of(CollectionsMarshal.AsSpan(weights)).Scale;
        double[] ends = new double[rows.Length];
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ends[i] = sum += weights[rows[i]] * scale;
        }

        return Quantile(sorted, ends, 0.75) - Quantile(sorted, ends, 0.25);
    }

    private static double Quantile(float[] sorted, double[] ends, double probability)
    {
        double position = probability * Math.Max(0, ends[^1] - 1);
        double below = Math.Floor(position);
        return At(below) + ((position - below) * (At(below + 1) - At(below)));

        // The value that a copy of a row has, the middle of which is looked for, so that no rounding of sums gives it to another row.
        double At(double copy)
        {
            int place = Array.BinarySearch(ends, copy + 0.5);
            return sorted[Math.Min(place < 0 ? ~place : place + 1, sorted.Length - 1)];
        }
    }

    private void Keep(float weight, int slot)
    {
        weights ??= [];
        if (slot == weights.Count)
        {
            weights.Add(weight);
        }
        else
        {
            weights[slot] = weight;
        }
    }

    private void Grow()
    {
        int wanted = RowCount * columnCount;
        if (wanted > values.Length)
        {
            Array.Resize(ref values, (int)Math.Min((long)capacity * columnCount, 2L * values.Length));
        }
    }

    // The high half of the product maps a number to [0, bound).
    private long Below(long bound) => (long)Math.BigMul(SplitMix64.Next(ref state), (ulong)bound, out _);
}
