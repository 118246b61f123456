namespace Vae.Core.Statistics;

/// <summary>
/// Distances over what was observed of a row. Brought to those of complete rows, a sum over some of n squares counts n / (how many it has) times; n are the columns of a row, and in the whitened distance
/// the numbers of its code too.
/// </summary>
internal static class ObservedDistance
{
    /// <summary>n / observed.</summary>
    /// <param name="terms">Squares in the sum of a complete row, n.</param>
    /// <param name="missing">Squares that are not there.</param>
    public static float Factor(int terms, int missing) => terms / (float)(terms - missing);

    /// <summary>How many values are NaN.</summary>
    public static int Missing(ReadOnlySpan<float> row)
    {
        var missing = 0;
        foreach (var value in row)
        {
            missing += float.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }

    /// <summary>The sum over what was observed of the squared differences of a row, NaN where missing, from a complete one.</summary>
    public static float Sum(ReadOnlySpan<float> row, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var d = 0; d < row.Length; d++)
        {
            var difference = row[d] - other[d];
            if (!float.IsNaN(difference))
            {
                sum = float.MultiplyAddEstimate(difference, difference, sum);
            }
        }

        return sum;
    }
}
