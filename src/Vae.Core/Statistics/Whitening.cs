using System.Numerics.Tensors;
using Vae.Core.Numerics;

namespace Vae.Core.Statistics;

/// <summary>
/// The linear map under which [residual ; mean code] of training rows has mean 0 and unit covariance: y = A (v - center). The squared norm of y is the
/// squared Mahalanobis distance.
/// </summary>
internal sealed class Whitening
{
    /// <summary>Largest length of v with a full covariance; longer ones get the diagonal alone.</summary>
    public const int LargestFull = 2048;

    /// <param name="center">Mean of v.</param>
    /// <param name="matrix">A: lower triangular, row-major [n, n], or its diagonal [n].</param>
    public Whitening(float[] center, float[] matrix)
    {
        if (matrix.Length != center.Length && matrix.LongLength != (long)center.Length * center.Length)
        {
            throw new ArgumentException($"The whitening matrix has {matrix.Length} numbers; for vectors of {center.Length} it needs that many, or their square.");
        }

        Center = center;
        Matrix = matrix;
    }

    public float[] Center { get; }

    public float[] Matrix { get; }

    public int Dimension => Center.Length;

    /// <summary>The share of each covariance that was kept when the map was fitted (<see cref="Shrinkage"/>). For what the fit's own rows are looked at by; a file does not hold it.</summary>
    public double Kept { get; init; } = 1;

    /// <summary>Whether only the diagonal of A is held.</summary>
    public bool IsDiagonal => Matrix.Length == Center.Length && Center.Length != 1;

    /// <summary>The variance of each number of v: the diagonal of (AᵀA)^-1.</summary>
    public double[] Variances()
    {
        if (IsDiagonal)
        {
            return [.. Matrix.Select(factor => 1 / ((double)factor * factor))];
        }

        // The inverse of a lower triangle, row by row.
        var n = Dimension;
        var (inverse, variances) = (new double[(long)n * n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var row = inverse.AsSpan(i * n, i + 1);
            row[i] = 1;
            for (var k = 0; k < i; k++)
            {
                TensorPrimitives.MultiplyAdd(inverse.AsSpan(k * n, k + 1), -(double)Matrix[(i * n) + k], row[..(k + 1)], row[..(k + 1)]);
            }

            TensorPrimitives.Divide(row, Matrix[(i * n) + i], row);
            variances[i] = TensorPrimitives.SumOfSquares<double>(row);
        }

        return variances;
    }

    /// <summary>y = A (v - center), where what was not observed of v is at its center.</summary>
    /// <param name="vector">v, NaN where missing.</param>
    /// <param name="centered">Receives v - center.</param>
    /// <param name="result">Receives y.</param>
    public void Apply(ReadOnlySpan<float> vector, Span<float> centered, Span<float> result)
    {
        TensorPrimitives.Subtract(vector, Center, centered);
        for (var i = 0; i < Dimension; i++)
        {
            centered[i] = float.IsNaN(centered[i]) ? 0 : centered[i];
        }

        if (IsDiagonal)
        {
            TensorPrimitives.Multiply(centered, Matrix, result);
            return;
        }

        for (var i = 0; i < Dimension; i++)
        {
            result[i] = OrderedSums.Dot(Matrix.AsSpan(i * Dimension, i + 1), centered[..(i + 1)]);
        }
    }
}
