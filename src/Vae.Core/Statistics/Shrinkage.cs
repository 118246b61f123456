using Vae.Core.Numerics;

namespace Vae.Core.Statistics;

/// <summary>
/// How far a covariance of few rows is drawn to its diagonal. With fewer rows than columns it has directions in which none of them varies, and every row that it was fitted to is as far from the mean as every
/// other, whatever it holds. The share is the one that makes the expected squared error of the correlations least, in closed form (Schäfer and Strimmer 2005, after Ledoit and Wolf 2004).
/// </summary>
internal static class Shrinkage
{
    // Rows a column from which on nothing is taken away; all of the share up to one row a column, and evenly less between.
    private const double EnoughRows = 3;

    /// <summary>The share of each covariance that is taken away, 0 to 1: the variances of the correlations over their squares, both summed over all pairs of columns.</summary>
    /// <param name="rows">Row-major [n, width]; NaN where a number was not observed.</param>
    /// <param name="moments">Of the chosen rows, with a covariance, and with what is added to the variances.</param>
    /// <param name="chosen">Numbers of the rows.</param>
    public static double Of(float[] rows, Moments moments, int[] chosen)
    {
        var (width, n) = (moments.Mean.Length, chosen.Length);
        if (n < 2 || width < 2 || n >= EnoughRows * width)
        {
            return 0;
        }

        double[] scales = [.. moments.Variance.Select(variance => variance > 0 ? 1 / Math.Sqrt(variance) : 0)];
        var squares = SquaredCorrelations(moments.Covariance!, scales);

        // With w a product of two numbers of a row, its mean over rows r': r = r' n / (n - 1), and the variance of r is n / (n - 1)^3 times the sum of (w - r')^2.
        var variances = (SquaredProducts(rows, moments.Mean, scales, chosen) - (n * squares)) * n / Math.Pow(n - 1, 3);
        var share = squares > 0 ? variances / (squares * n / (n - 1.0) * n / (n - 1.0)) : 1;
        return Math.Clamp(share, 0, 1) * Math.Min(1, (EnoughRows - ((double)n / width)) / (EnoughRows - 1));
    }

    private static double SquaredCorrelations(double[][] covariance, double[] scales)
    {
        var sum = 0.0;
        for (var i = 0; i < scales.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var correlation = covariance[i][j] * scales[i] * scales[j];
                sum += 2 * correlation * correlation;
            }
        }

        return sum;
    }

    /// <summary>The squared products of all pairs of numbers of a row, over all rows: of each row the square of its sum of squares, less the sum of its fourth powers.</summary>
    private static double SquaredProducts(float[] rows, double[] mean, double[] scales, int[] chosen)
    {
        var sum = 0.0;
        foreach (var row in chosen)
        {
            double squares = 0, fourths = 0;
            for (var j = 0; j < mean.Length; j++)
            {
                var value = (rows[(row * mean.Length) + j] - mean[j]) * scales[j];
                var square = double.IsNaN(value) ? 0 : value * value;
                squares += square;
                fourths += square * square;
            }

            sum += (squares * squares) - fourths;
        }

        return sum;
    }
}
