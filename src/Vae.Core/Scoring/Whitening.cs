namespace Vae.Core.Scoring;

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

    public bool IsDiagonal => Matrix.Length == Center.Length && Center.Length != 1;
}
