using System.Numerics.Tensors;
using Vae.Core.Numerics;

namespace Vae.Core.Statistics;

/// <summary>
/// Fits a <see cref="Whitening"/>: covariance, of few rows drawn to its diagonal (<see cref="Shrinkage"/>), with a ridge and the variances of noise; Cholesky factor, and one refit without the farthest rows.
/// </summary>
internal static class WhiteningFit
{
    /// <param name="rows">Row-major [n, dimension].</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="ridge">Added to the diagonal, as a share of the mean variance.</param>
    /// <param name="trim">Share of the farthest rows dropped before the refit.</param>
    /// <param name="largestFull">Longer rows get a diagonal.</param>
    /// <param name="chosen">Numbers of the rows to fit to; null for all.</param>
    /// <param name="allowsMissing">Whether NaN is a number that was not observed: then each variance and covariance is that of the rows that have both numbers.</param>
    /// <param name="noise">Added to the diagonal beside the ridge, one variance a number of a row (<see cref="Calibration.NoiseScale"/>); null for none.</param>
    public static Whitening Fit(
        float[] rows,
        int dimension,
        double ridge,
        double trim,
        int largestFull = Whitening.LargestFull,
        int[]? chosen = null,
        bool allowsMissing = false,
        double[]? noise = null)
    {
        chosen ??= [.. Enumerable.Range(0, rows.Length / dimension)];
        var nearest = Nearest(rows, dimension, ridge, trim, largestFull, chosen, allowsMissing, noise: noise);
        return Estimate(rows, dimension, nearest, ridge, largestFull, allowsMissing, noise).ToWhitening();
    }

    /// <summary>The numbers of the rows that a refit goes by: all but the farthest.</summary>
    /// <param name="rows">Row-major [n, dimension].</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="ridge">Added to the diagonal, as a share of the mean variance.</param>
    /// <param name="trim">Share of the farthest rows.</param>
    /// <param name="largestFull">Longer rows get a diagonal.</param>
    /// <param name="chosen">Numbers of the rows to choose from.</param>
    /// <param name="allowsMissing">Whether NaN is a number that was not observed.</param>
    /// <param name="given">How many numbers, the first of each row, are zeros and ones that tell its levels: the others are measured given them, and no level loses more than half of its rows.</param>
    /// <param name="noise">Added to the diagonal beside the ridge; null for none.</param>
    public static int[] Nearest(
        float[] rows,
        int dimension,
        double ridge,
        double trim,
        int largestFull,
        int[] chosen,
        bool allowsMissing = false,
        int given = 0,
        double[]? noise = null)
    {
        var keep = chosen.Length - (int)(chosen.Length * trim);
        if (keep == chosen.Length || keep < 2)
        {
            return chosen;
        }

        var order = (int[])chosen.Clone();
        Array.Sort(Estimate(rows, dimension, chosen, ridge, largestFull, allowsMissing, noise).SquaredDistances(rows, chosen, given), order);
        return given == 0 ? order[..keep] : LevelRows.WithoutFarthest(rows, dimension, [.. Enumerable.Range(0, given)], order, order.Length - keep);
    }

    private static Estimated Estimate(float[] rows, int dimension, int[] chosen, double ridge, int largestFull, bool allowsMissing, double[]? noise)
    {
        var hasMissing = allowsMissing && Array.Exists(rows, float.IsNaN);
        var moments = hasMissing
            ? ObservedMoments.Of(rows, dimension, chosen, wantsCovariance: dimension <= largestFull)
            : Moments.Of(rows, dimension, chosen, wantsCovariance: dimension <= largestFull);
        for (var j = 0; noise is not null && j < dimension; j++)
        {
            moments.Variance[j] += noise[j];
            if (moments.Covariance is { } covariance)
            {
                covariance[j][j] += noise[j];
            }
        }

        var added = Math.Max(ridge * moments.Variance.Average(), 1e-12);
        if (!double.IsFinite(added))
        {
            throw new VaeDataException(
                "The residuals or codes of the training rows are not finite numbers, so they have no covariance; scale the data, or lower Training.Optimizer.LearningRate.");
        }

        if (moments.Covariance is null)
        {
            return new Estimated(moments.Mean, null, [.. moments.Variance.Select(variance => 1 / Math.Sqrt(variance + added))], 1);
        }

        var kept = 1 - Shrinkage.Of(rows, moments, chosen);
        for (var i = 0; kept < 1 && i < dimension; i++)
        {
            TensorPrimitives.Multiply(moments.Covariance[i].AsSpan(0, i), kept, moments.Covariance[i]);
        }

        while (true)
        {
            if (TriangularMatrix.TryInverseCholesky(moments.Covariance, added) is { } inverse)
            {
                var found = new Estimated(moments.Mean, inverse, null, kept);
                if (!hasMissing || found.CanBeOfRows(rows, chosen))
                {
                    return found;
                }
            }

            // Rounding, or pairs of columns that were observed in different rows, made the sum indefinite or nearly so: a larger ridge always mends that.
            added *= 10;
        }
    }

    private sealed record Estimated(double[] Center, double[][]? Inverse, double[]? Diagonal, double Kept)
    {
        public Whitening ToWhitening()
        {
            var n = Center.Length;
            var center = Center.Select(value => (float)value).ToArray();
            if (Inverse is null)
            {
                return new Whitening(center, [.. Diagonal!.Select(value => (float)value)]);
            }

            var matrix = new float[n * n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    matrix[(i * n) + j] = (float)Inverse[i][j];
                }
            }

            return new Whitening(center, matrix) { Kept = Kept };
        }

        /// <summary>The squared distance of each chosen row, of its numbers from <paramref name="given"/> on given those before: the factor is triangular.</summary>
        public double[] SquaredDistances(float[] rows, int[] chosen, int given)
        {
            var n = Center.Length;
            var distances = new double[chosen.Length];
            Parallel.For(0, chosen.Length, () => new double[n], (i, _, centered) =>
            {
                TensorPrimitives.ConvertTruncating<float, double>(rows.AsSpan(chosen[i] * n, n), centered);
                TensorPrimitives.Subtract(centered, Center, centered);
                var factor = WithoutMissing(centered);
                distances[i] = factor * (Inverse is null ? DiagonalDistance(centered, given) : FullDistance(centered, given));
                return centered;
            }, _ => { });
            return distances;
        }

        /// <summary>
        /// Whether none of the rows fitted to lies farther than a row can from the mean of n rows by their covariance, the root of n. By one of pairs that were observed in different rows, and that is nearly indefinite, they do:
        /// a direction in which nothing seems to vary makes nearly all of every distance.
        /// </summary>
        public bool CanBeOfRows(float[] rows, int[] chosen)
        {
            var distances = SquaredDistances(rows, chosen, given: 0);
            return !Enumerable.Range(0, chosen.Length).Any(i =>
                distances[i] > chosen.Length * (double)ObservedDistance.Factor(Center.Length, ObservedDistance.Missing(rows.AsSpan(chosen[i] * Center.Length, Center.Length))));
        }

        /// <summary>Puts what was not observed at the center, and returns what makes up for it in a sum of squares.</summary>
        private static double WithoutMissing(double[] centered)
        {
            var missing = 0;
            for (var j = 0; j < centered.Length; j++)
            {
                if (double.IsNaN(centered[j]))
                {
                    centered[j] = 0;
                    missing++;
                }
            }

            return ObservedDistance.Factor(centered.Length, missing);
        }

        private double DiagonalDistance(double[] centered, int given)
        {
            TensorPrimitives.Multiply(centered, Diagonal, centered);
            return OrderedSums.SumOfSquares<double>(centered.AsSpan(given));
        }

        private double FullDistance(double[] centered, int given)
        {
            var sum = 0.0;
            for (var j = given; j < centered.Length; j++)
            {
                var y = OrderedSums.Dot<double>(Inverse![j], centered.AsSpan(0, j + 1));
                sum += y * y;
            }

            return sum;
        }
    }
}
