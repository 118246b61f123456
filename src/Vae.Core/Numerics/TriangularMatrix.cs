using System.Numerics.Tensors;

namespace Vae.Core.Numerics;

/// <summary>Cholesky factors of symmetric matrices, kept as rows of growing length (row i has i + 1 numbers).</summary>
internal static class TriangularMatrix
{
    /// <summary>The inverse of the Cholesky factor of (matrix + added * I), lower triangular; null where the sum is not positive definite.</summary>
    public static double[][]? TryInverseCholesky(double[][] matrix, double added)
    {
        var factor = TryCholesky(matrix, added);
        return factor is null ? null : Invert(factor);
    }

    private static double[][]? TryCholesky(double[][] matrix, double added)
    {
        var n = matrix.Length;
        var factor = new double[n][];
        for (var i = 0; i < n; i++)
        {
            var row = new double[i + 1];
            factor[i] = row;
            for (var j = 0; j < i; j++)
            {
                row[j] = (matrix[i][j] - OrderedSums.Dot<double>(row.AsSpan(0, j), factor[j].AsSpan(0, j))) / factor[j][j];
            }

            var pivot = matrix[i][i] + added - OrderedSums.SumOfSquares<double>(row.AsSpan(0, i));
            if (!(pivot > 0))
            {
                return null;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return factor;
    }

    private static double[][] Invert(double[][] factor)
    {
        var n = factor.Length;
        var inverse = new double[n][];
        for (var i = 0; i < n; i++)
        {
            var row = new double[i + 1];
            for (var k = 0; k < i; k++)
            {
                TensorPrimitives.MultiplyAdd(inverse[k], -factor[i][k], row.AsSpan(0, k + 1), row.AsSpan(0, k + 1));
            }

            row[i] = 1;
            TensorPrimitives.Divide(row, factor[i][i], row);
            inverse[i] = row;
        }

        return inverse;
    }
}
