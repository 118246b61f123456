namespace Vae.Core.Numerics;

/// <summary>Moments of rows of which numbers were not observed: each mean, variance and covariance is that of the chosen rows that have the number, or both.</summary>
internal static class ObservedMoments
{
    private const int MostTileRows = 512;

    // 512 KB of doubles each for numbers and masks.
    private const int MostTileValues = 1 << 16;

    /// <param name="rows">Row-major [n, width]; NaN where a number was not observed.</param>
    /// <param name="width">Columns.</param>
    /// <param name="chosen">Numbers of the rows that count; at least one.</param>
    /// <param name="wantsCovariance">Whether to compute the covariance too.</param>
    /// <remarks>A column without a number has the mean 0 and the mean variance of the others; a pair that no row has both of, the covariance 0.</remarks>
    public static Moments Of(float[] rows, int width, int[] chosen, bool wantsCovariance)
    {
        var (mean, counts) = Means(rows, width, chosen);
        if (!wantsCovariance)
        {
            return new Moments(mean, Filled(Variances(rows, chosen, mean, counts), counts), null);
        }

        var covariance = Enumerable.Range(1, width).Select(length => new double[length]).ToArray();
        var pairs = Enumerable.Range(1, width).Select(length => new double[length]).ToArray();
        Sum(rows, chosen, mean, covariance, pairs);
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                covariance[i][j] /= Math.Max(1, pairs[i][j]);
            }
        }

        var variance = Filled([.. covariance.Select((row, i) => row[i])], counts);
        for (var i = 0; i < width; i++)
        {
            covariance[i][i] = variance[i];
        }

        return new Moments(mean, variance, covariance);
    }

    private static (double[] Mean, int[] Counts) Means(float[] rows, int width, int[] chosen)
    {
        var (mean, counts) = (new double[width], new int[width]);
        foreach (var row in chosen)
        {
            for (var j = 0; j < width; j++)
            {
                var value = rows[(row * width) + j];
                if (!float.IsNaN(value))
                {
                    mean[j] += value;
                    counts[j]++;
                }
            }
        }

        for (var j = 0; j < width; j++)
        {
            mean[j] /= Math.Max(1, counts[j]);
        }

        return (mean, counts);
    }

    private static double[] Variances(float[] rows, int[] chosen, double[] mean, int[] counts)
    {
        var width = mean.Length;
        var variance = new double[width];
        foreach (var row in chosen)
        {
            for (var j = 0; j < width; j++)
            {
                var difference = rows[(row * width) + j] - mean[j];
                variance[j] += double.IsNaN(difference) ? 0 : difference * difference / counts[j];
            }
        }

        return variance;
    }

    /// <summary>A variance of nothing would make the first value that is observed later count without bound.</summary>
    private static double[] Filled(double[] variance, int[] counts)
    {
        var known = variance.Where((_, j) => counts[j] > 0).ToArray();
        var typical = known.Length > 0 ? known.Average() : 1;
        return [.. variance.Select((value, j) => counts[j] > 0 ? value : typical)];
    }

    /// <summary>Adds up products and the numbers of rows that have both, a tile of rows after the other.</summary>
    private static void Sum(float[] rows, int[] chosen, double[] mean, double[][] sums, double[][] pairs)
    {
        var width = mean.Length;
        var size = Math.Min(chosen.Length, Math.Clamp(MostTileValues / width, 64, MostTileRows));
        var (tile, mask) = (new double[width * size], new double[width * size]);
        for (var first = 0; first < chosen.Length; first += size)
        {
            var count = Math.Min(size, chosen.Length - first);
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < width; j++)
                {
                    var difference = rows[(chosen[first + i] * width) + j] - mean[j];
                    tile[(j * size) + i] = double.IsNaN(difference) ? 0 : difference;
                    mask[(j * size) + i] = double.IsNaN(difference) ? 0 : 1;
                }
            }

            Parallel.For(0, width, i =>
            {
                for (var j = 0; j <= i; j++)
                {
                    sums[i][j] += OrderedSums.Dot<double>(tile.AsSpan(i * size, count), tile.AsSpan(j * size, count));
                    pairs[i][j] += OrderedSums.Dot<double>(mask.AsSpan(i * size, count), mask.AsSpan(j * size, count));
                }
            });
        }
    }
}
