using Vae.Core.Numerics;

namespace Vae.Core.Statistics;

/// <summary>Whether columns say anything about each other: where they do not, there is nothing for a model to learn but each column's own spread, and a collapsed code is the right one.</summary>
internal static class ColumnDependence
{
    // Beyond this the pairs take longer than the answer is worth.
    private const int MostFeatures = 256;

    // Correlations below a tenth are of no use to a model, however sure they are.
    private const double SmallestSquare = 0.01;

    /// <summary>
    /// Whether no two columns are correlated, nor the distances of their values from their means, nor those of one with the values of another, by more than chance makes the largest of so many.
    /// False where there are too many columns to tell.
    /// </summary>
    /// <param name="rows">Scaled rows without missing values, row-major; at least two.</param>
    /// <param name="features">Features a row.</param>
    public static bool LooksIndependent(float[] rows, int features)
    {
        if (features > MostFeatures)
        {
            return false;
        }

        var count = rows.Length / features;
        int[] all = [.. Enumerable.Range(0, count)];
        var mean = Moments.Of(rows, features, all, wantsCovariance: false).Mean;
        var both = new float[2 * rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, d) = (i / features, i % features);
            both[(row * 2 * features) + d] = rows[i];
            both[(row * 2 * features) + features + d] = (float)Math.Abs(rows[i] - mean[d]);
        }

        var moments = Moments.Of(both, 2 * features, all, wantsCovariance: true);
        var largest = Math.Max(SmallestSquare, (6 + (2 * Math.Log(3.0 * features * features))) / count);
        for (var i = 0; i < 2 * features; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // A value and its own distance depend on each other without saying anything of another column.
                var variances = moments.Variance[i] * moments.Variance[j];
                if (i % features != j % features && variances > 0 && moments.Covariance![i][j] * moments.Covariance[i][j] > largest * variances)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
