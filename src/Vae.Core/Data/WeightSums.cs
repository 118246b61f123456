namespace Vae.Core.Data;

/// <summary>What is seen of the weights of rows in a pass: their number and sum, and whether all are whole.</summary>
internal sealed class WeightSums
{
    /// <summary>Rows whose weight is above 0.</summary>
    public long Count { get; private set; }

    /// <summary>Rows whose weight is 0: they are left out.</summary>
    public long Zeros { get; private set; }

    public double Sum { get; private set; }

    /// <summary>Whether all weights are whole numbers, which then count copies of a row.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>The mean weight of the rows that count.</summary>
    public double Mean => Sum / Count;

    /// <summary>What weights are multiplied by to count rows: 1 where they are whole; else what makes their sum the number of rows, so that only their ratios matter.</summary>
    public double Scale => AreWhole ? 1 : Count / Sum;

    /// <summary>The sums of weights, all above 0.</summary>
    public static WeightSums Of(ReadOnlySpan<float> weights)
    {
        var sums = new WeightSums();
        foreach (float weight in weights)
        {
            sums.Add(weight);
        }

        return sums;
    }

    /// <summary>Adds the weight of a row; returns whether the row counts.</summary>
    public bool Add(float weight)
    {
        if (weight == 0)
        {
            Zeros++;
            return false;
        }

        Count++;
        Sum += weight;
        AreWhole = AreWhole && weight == MathF.Floor(weight);
        return true;
    }

    /// <summary>Checks a weight that a source gives.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="number">Number of its row, from 0.</param>
    /// <param name="name">What the weights are called.</param>
    /// <param name="kind">What a row is called.</param>
    /// <exception cref="VaeDataException">It is negative, NaN or infinite.</exception>
    public static float Require(float weight, long number, string? name, string kind = "Row") => float.IsFinite(weight) && weight >= 0
        ? weight
        : throw new VaeDataException(
            Invariant($"{kind} {number} (counted from 0) has the weight {weight} in column '{name}'; a weight is a finite number, 0 or more: 0 leaves the row out, 2 counts it twice."));

    /// <summary>The weights of the rows that a reader gave last.</summary>
    /// <param name="reader">The reader, of a source with weights.</param>
    /// <param name="read">How many rows it gave.</param>
    /// <exception cref="InvalidOperationException">It gave fewer.</exception>
    public static ReadOnlySpan<float> Of(IRowReader reader, int read) => reader.Weights.Length >= read
        ? reader.Weights[..read]
        : throw new InvalidOperationException(
            Invariant($"The reader gave {read} rows and {reader.Weights.Length} weights, but its source names weights (IRowSource.WeightName); give one weight a row."));
}
