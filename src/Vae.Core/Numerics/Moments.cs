using System.Numerics.Tensors;

namespace Vae.Core.Numerics;

/// <summary>Mean, variances and, where asked for, the covariance of chosen rows, in double precision. Takes room for the result and a tile of rows, whatever their number.</summary>
internal sealed class Moments
{
    private const int FewestTileRows = 64;
    private const int MostTileRows = 512;

    // 512 KB of doubles.
    private const int MostTileValues = 1 << 16;

    public Moments(double[] mean, double[] variance, double[][]? covariance) => (Mean, Variance, Covariance) = (mean, variance, covariance);

    /// <summary>One number a column.</summary>
    public double[] Mean { get; }

    /// <summary>One number a column; divided by the number of rows.</summary>
    public double[] Variance { get; }

    /// <summary>Row i has columns 0 to i; null where it was not asked for.</summary>
    public double[][]? Covariance { get; }

    /// <param name="rows">Row-major [n, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="chosen">Numbers of the rows that count; at least one.</param>
    /// <param name="wantsCovariance">Whether to compute it.</param>
    public static Moments Of(float[] rows, int width, int[] chosen, bool wantsCovariance)
    {
        var mean = new double[width];
        foreach (var row in chosen)
        {
            for (var j = 0; j < width; j++)
            {
                mean[j] += rows[(row * width) + j];
            }
        }

        TensorPrimitives.Divide(mean, chosen.Length, mean);
        var variance = new double[width];
        var covariance = wantsCovariance ? CovarianceOf(rows, chosen, mean) : null;
        if (covariance is null)
        {
            AddSquares(rows, chosen, mean, variance);
            TensorPrimitives.Divide(variance, chosen.Length, variance);
        }

        for (var j = 0; covariance is not null && j < width; j++)
        {
            TensorPrimitives.Divide(covariance[j], chosen.Length, covariance[j]);
            variance[j] = covariance[j][j];
        }

        return new Moments(mean, variance, covariance);
    }

    private static void AddSquares(float[] rows, int[] chosen, double[] mean, double[] squares)
    {
        foreach (var row in chosen)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                var difference = rows[(row * mean.Length) + j] - mean[j];
                squares[j] += difference * difference;
            }
        }
    }

    /// <summary>Sums of products, a tile of rows after the other: columns lie together in it, so that each product is one of two vectors.</summary>
    private static double[][] CovarianceOf(float[] rows, int[] chosen, double[] mean)
    {
        var width = mean.Length;
        var size = Math.Min(chosen.Length, Math.Clamp(MostTileValues / width, FewestTileRows, MostTileRows));
        var tile = new double[width * size];
        var sums = Enumerable.Range(1, width).Select(length => new double[length]).ToArray();
        for (var first = 0; first < chosen.Length; first += size)
        {
            var count = Math.Min(size, chosen.Length - first);
            for (var i = 0; i < count; i++)
            {
                var row = rows.AsSpan(chosen[first + i] * width, width);
                for (var j = 0; j < width; j++)
                {
                    tile[(j * size) + i] = row[j] - mean[j];
                }
            }

            Parallel.For(0, width, i =>
            {
                for (var j = 0; j <= i; j++)
                {
                    sums[i][j] += OrderedSums.Dot<double>(tile.AsSpan(i * size, count), tile.AsSpan(j * size, count));
                }
            });
        }

        return sums;
    }
}
