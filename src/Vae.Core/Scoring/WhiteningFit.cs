using System.Numerics.Tensors;

namespace Vae.Core.Scoring;

/// <summary>Fits a <see cref="Whitening"/>: covariance with a ridge, Cholesky factor, and one refit without the farthest rows.</summary>
internal static class WhiteningFit
{
    /// <param name="rows">Row-major [count, dimension].</param>
    /// <param name="dimension">Length n of a row.</param>
    /// <param name="ridge">Added to the diagonal, as a share of the mean variance.</param>
    /// <param name="trim">Share of the farthest rows dropped before the refit.</param>
    /// <param name="largestFull">Longer rows get a diagonal.</param>
    public static Whitening Fit(ReadOnlySpan<float> rows, int dimension, double ridge, double trim, int largestFull = Whitening.LargestFull)
    {
        var count = rows.Length / dimension;
        var columns = Columns(rows, count, dimension);
        var first = Estimate(columns, dimension, ridge, largestFull);
        var keep = count - (int)(count * trim);
        if (keep == count || keep < 2)
        {
            return first.ToWhitening();
        }

        var distances = first.SquaredDistances(rows, count);
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(distances, order);
        var kept = new float[(long)keep * dimension];
        for (var i = 0; i < keep; i++)
        {
            rows.Slice(order[i] * dimension, dimension).CopyTo(kept.AsSpan(i * dimension));
        }

        return Estimate(Columns(kept, keep, dimension), dimension, ridge, largestFull).ToWhitening();
    }

    private static double[][] Columns(ReadOnlySpan<float> rows, int count, int dimension)
    {
        var columns = new double[dimension][];
        for (var j = 0; j < dimension; j++)
        {
            columns[j] = new double[count];
        }

        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * dimension, dimension);
            for (var j = 0; j < dimension; j++)
            {
                columns[j][i] = row[j];
            }
        }

        return columns;
    }

    private static Estimated Estimate(double[][] columns, int dimension, double ridge, int largestFull)
    {
        var count = columns[0].Length;
        var center = new double[dimension];
        for (var j = 0; j < dimension; j++)
        {
            center[j] = TensorPrimitives.Sum<double>(columns[j]) / count;
            TensorPrimitives.Subtract(columns[j], center[j], columns[j]);
        }

        var variances = columns.Select(column => TensorPrimitives.SumOfSquares<double>(column) / count).ToArray();
        var added = Math.Max(ridge * variances.Average(), 1e-12);
        if (!double.IsFinite(added))
        {
            throw new VaeDataException(
                "The residuals or codes of the training rows are not finite numbers, so they have no covariance; scale the data, or lower Training.Optimizer.LearningRate.");
        }

        if (dimension > largestFull)
        {
            return new Estimated(center, null, [.. variances.Select(variance => 1 / Math.Sqrt(variance + added))]);
        }

        var covariance = new double[dimension][];
        Parallel.For(0, dimension, i =>
        {
            covariance[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                covariance[i][j] = TensorPrimitives.Dot<double>(columns[i], columns[j]) / count;
            }
        });
        while (true)
        {
            if (TriangularMatrix.TryInverseCholesky(covariance, added) is { } inverse)
            {
                return new Estimated(center, inverse, null);
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

        public double[] SquaredDistances(ReadOnlySpan<float> rows, int count)
        {
            var n = Center.Length;
            var copy = rows.ToArray();
            var distances = new double[count];
            Parallel.For(0, count, i =>
            {
                var centered = new double[n];
                for (var j = 0; j < n; j++)
                {
                    centered[j] = copy[(i * n) + j] - Center[j];
                }

                var sum = 0.0;
                for (var j = 0; j < n; j++)
                {
                    var y = Inverse is null
                        ? Diagonal![j] * centered[j]
                        : TensorPrimitives.Dot<double>(Inverse[j], centered.AsSpan(0, j + 1));
                    sum += y * y;
                }

                distances[i] = sum;
            });
            return distances;
        }
    }
}
