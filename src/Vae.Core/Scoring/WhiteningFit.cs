using System.Numerics.Tensors;

namespace Vae.Core.Scoring;

/// <summary>Fits a <see cref="Whitening"/>: covariance with a ridge, Cholesky factor, and one refit without the farthest rows.</summary>
internal static class WhiteningFit
{
    /// <param name="rows">Row-major [n, dimension].</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="ridge">Added to the diagonal, as a share of the mean variance.</param>
    /// <param name="trim">Share of the farthest rows dropped before the refit.</param>
    /// <param name="largestFull">Longer rows get a diagonal.</param>
    /// <param name="chosen">Numbers of the rows to fit to; null for all.</param>
    public static Whitening Fit(float[] rows, int dimension, double ridge, double trim, int largestFull = Whitening.LargestFull, int[]? chosen = null)
    {
        chosen ??= [.. Enumerable.Range(0, rows.Length / dimension)];
        return Estimate(rows, dimension, Nearest(rows, dimension, ridge, trim, largestFull, chosen), ridge, largestFull).ToWhitening();
    }

    /// <summary>The numbers of the rows that a refit goes by: all but the farthest.</summary>
    public static int[] Nearest(float[] rows, int dimension, double ridge, double trim, int largestFull, int[] chosen)
    {
        var keep = chosen.Length - (int)(chosen.Length * trim);
        if (keep == chosen.Length || keep < 2)
        {
            return chosen;
        }

        var order = (int[])chosen.Clone();
        Array.Sort(Estimate(rows, dimension, chosen, ridge, largestFull).SquaredDistances(rows, chosen), order);
        return order[..keep];
    }

    private static Estimated Estimate(float[] rows, int dimension, int[] chosen, double ridge, int largestFull)
    {
        var moments = Moments.Of(rows, dimension, chosen, wantsCovariance: dimension <= largestFull);
        var added = Math.Max(ridge * moments.Variance.Average(), 1e-12);
        if (!double.IsFinite(added))
        {
            throw new VaeDataException(
                "The residuals or codes of the training rows are not finite numbers, so they have no covariance; scale the data, or lower Training.Optimizer.LearningRate.");
        }

        if (moments.Covariance is null)
        {
            return new Estimated(moments.Mean, null, [.. moments.Variance.Select(variance => 1 / Math.Sqrt(variance + added))]);
        }

        while (true)
        {
            if (TriangularMatrix.TryInverseCholesky(moments.Covariance, added) is { } inverse)
            {
                return new Estimated(moments.Mean, inverse, null);
            }

            // Rounding made the sum indefinite: a larger ridge always mends that.
            added *= 10;
        }
    }

    private sealed record Estimated(double[] Center, double[][]? Inverse, double[]? Diagonal)
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

            return new Whitening(center, matrix);
        }

        /// <summary>The squared distance of each chosen row.</summary>
        public double[] SquaredDistances(float[] rows, int[] chosen)
        {
            var n = Center.Length;
            var distances = new double[chosen.Length];
            Parallel.For(0, chosen.Length, () => new double[n], (i, _, centered) =>
            {
                TensorPrimitives.ConvertTruncating<float, double>(rows.AsSpan(chosen[i] * n, n), centered);
                TensorPrimitives.Subtract(centered, Center, centered);
                distances[i] = Inverse is null ? DiagonalDistance(centered) : FullDistance(centered);
                return centered;
            }, _ => { });
            return distances;
        }

        private double DiagonalDistance(double[] centered)
        {
            TensorPrimitives.Multiply(centered, Diagonal, centered);
            return TensorPrimitives.SumOfSquares<double>(centered);
        }

        private double FullDistance(double[] centered)
        {
            var sum = 0.0;
            for (var j = 0; j < centered.Length; j++)
            {
                var y = TensorPrimitives.Dot<double>(Inverse![j], centered.AsSpan(0, j + 1));
                sum += y * y;
            }

            return sum;
        }
    }
}
