using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Vae.Core.Statistics;

/// <summary>
/// The split of whitened distances that came before that by surprise, which files written then keep. The linear map u = B v of deviations v with |u|^2 = vᵀ P v, P their precision matrix, whose u_i belongs to v_i as closely as can be: of all such maps it has the highest sum of
/// correlations of u_i with v_i (Garthwaite and Koch 2016, the corr-max transformation). The squares u_i^2 split a squared Mahalanobis distance into parts that are not negative.
/// </summary>
internal static class NonNegativeSplit
{
    /// <summary>Beyond this the eigenvalues take longer than a user would wait.</summary>
    public const int LargestDimension = 512;

    /// <summary>B = (V^1/2 P V^1/2)^1/2 V^-1/2, V the variances; row-major [n, n].</summary>
    /// <param name="whitening">A with AᵀA = P, not diagonal.</param>
    public static float[] Matrix(Whitening whitening)
    {
        var n = whitening.Dimension;
        var root = DenseMatrix.Create(n, n, (i, j) => j <= i ? whitening.Matrix[(i * n) + j] : 0);
        var inverse = root.Solve(DenseMatrix.CreateIdentity(n));
        var deviation = Vector<double>.Build.Dense(n, i => Math.Sqrt(inverse.Row(i).DotProduct(inverse.Row(i))));
        var standardized = root.TransposeThisAndMultiply(root).MapIndexed((i, j, value) => value * deviation[i] * deviation[j]);
        var eigen = standardized.Evd(Symmetricity.Symmetric);
        var vectors = eigen.EigenVectors;
        var roots = eigen.EigenValues.Map(value => Math.Sqrt(Math.Max(0, value.Real)));
        var square = (vectors * DenseMatrix.OfDiagonalVector(roots)).TransposeAndMultiply(vectors);
        var matrix = new float[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                matrix[(i * n) + j] = (float)(square[i, j] / deviation[j]);
            }
        }

        return matrix;
    }
}
