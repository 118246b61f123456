using Vae.Core.Numerics;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Statistics;

/// <summary>The whitening against a direct computation in double: covariance, ridge, elimination.</summary>
public sealed class WhiteningFitTests
{
    private const double Ridge = 1e-3;

    [Theory]
    [InlineData(2, 50)]
    [InlineData(5, 200)]
    [InlineData(33, 400)]
    public void Fit_NoTrim_GivesMahalanobisDistances(int dimension, int count)
    {
        var rows = Correlated(dimension, count);

        var whitening = WhiteningFit.Fit(rows, dimension, Ridge, trim: 0);

        Assert.False(whitening.IsDiagonal);
        AssertDistances(Direct(rows, dimension), whitening, rows, dimension);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.37)]
    [InlineData(0.5)]
    public void Fit_Trim_RefitsWithoutTheFarthestRows(double trim)
    {
        const int Dimension = 4, Count = 103;
        var rows = Correlated(Dimension, Count);
        var first = Direct(rows, Dimension);
        var nearest = rows.Chunk(Dimension).OrderBy(row => Distance(first, row)).Take(Count - (int)(Count * trim));
        var kept = nearest.SelectMany(row => row).ToArray();

        var whitening = WhiteningFit.Fit(rows, Dimension, Ridge, trim);

        AssertDistances(Direct(kept, Dimension), whitening, rows, Dimension);
    }

    [Fact]
    public void Fit_AFewFarRows_DoNotHideThemselves()
    {
        const int Dimension = 3, Count = 500;
        var rows = Correlated(Dimension, Count);
        for (var i = 0; i < 20; i++)
        {
            rows[i * Dimension] = 40;
        }

        var all = WhiteningFit.Fit(rows, Dimension, Ridge, trim: 0);
        var trimmed = WhiteningFit.Fit(rows, Dimension, Ridge, trim: 0.1);

        Assert.True(Distance(trimmed, rows[..Dimension]) > 20 * Distance(all, rows[..Dimension]));
    }

    [Fact]
    public void Fit_BeyondTheLargestFullSize_IsDiagonal()
    {
        const int Dimension = Whitening.LargestFull + 1, Count = 6;
        var random = new Random(3);
        var rows = Enumerable.Range(0, Dimension * Count).Select(i => (float)(random.NextDouble() * (1 + (i % Dimension % 5)))).ToArray();

        var whitening = WhiteningFit.Fit(rows, Dimension, Ridge, trim: 0);

        Assert.True(whitening.IsDiagonal);
        var variances = Enumerable.Range(0, Dimension).Select(j => Variance(rows, j)).ToArray();
        var added = Ridge * variances.Average();
        Assert.All(Enumerable.Range(0, Dimension), j => Assert.Equal(1 / Math.Sqrt(variances[j] + added), whitening.Matrix[j], 1e-4));

        static double Variance(float[] rows, int column)
        {
            var values = rows.Where((_, i) => i % Dimension == column).Select(value => (double)value).ToArray();
            return values.Average(value => Math.Pow(value - values.Average(), 2));
        }
    }

    [Fact]
    public void Fit_ColumnsThatAreEqualOrConstant_StaysFinite()
    {
        var rows = Enumerable.Range(0, 60).SelectMany(i => (float[])[i % 7, i % 7, 5, -2 * (i % 7)]).ToArray();

        var whitening = WhiteningFit.Fit(rows, 4, Ridge, 0.1);

        Assert.All(whitening.Matrix, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Fit_AllRowsAlike_StaysFinite() =>
        Assert.All(
            WhiteningFit.Fit(Enumerable.Repeat(3f, 40).ToArray(), 4, Ridge, 0.1).Matrix,
            value => Assert.True(float.IsFinite(value)));

    [Fact]
    public void Fit_TwoRows_StaysFinite() =>
        Assert.All(WhiteningFit.Fit([1, 2, 3, 4, 6, 9], 3, Ridge, 0.5).Matrix, value => Assert.True(float.IsFinite(value)));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fit_NotFinite_FailsWithWords(float value)
    {
        var rows = Correlated(3, 20);
        rows[7] = value;

        var error = Assert.Throws<VaeDataException>(() => WhiteningFit.Fit(rows, 3, Ridge, 0));

        Assert.Contains("not finite numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InverseCholesky_PositiveDefinite_TurnsTheMatrixIntoTheIdentity()
    {
        double[][] matrix = [[4], [2, 5], [-1, 0.5, 3]];

        var inverse = TriangularMatrix.TryInverseCholesky(matrix, added: 0.25)!;

        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var sum = 0.0;
                for (var k = 0; k <= i; k++)
                {
                    for (var l = 0; l <= j; l++)
                    {
                        sum += inverse[i][k] * (matrix[Math.Max(k, l)][Math.Min(k, l)] + (k == l ? 0.25 : 0)) * inverse[j][l];
                    }
                }

                Assert.Equal(i == j ? 1 : 0, sum, 1e-12);
            }
        }
    }

    [Fact]
    public void InverseCholesky_Indefinite_IsNull() => Assert.Null(TriangularMatrix.TryInverseCholesky([[1], [2, 1]], added: 0));

    [Fact]
    public void Whitening_SizesThatDoNotFit_AreRefused() =>
        Assert.Contains(
            "for vectors of 3",
            Assert.Throws<ArgumentException>(() => new Whitening(new float[3], new float[4])).Message,
            StringComparison.Ordinal);

    private static void AssertDistances((double[] Center, double[,] Covariance) direct, Whitening whitening, float[] rows, int dimension)
    {
        foreach (var row in rows.Chunk(dimension))
        {
            var expected = Distance(direct, row);
            Assert.Equal(expected, Distance(whitening, row), 2e-4 * (1 + expected));
        }
    }

    private static double Distance(Whitening whitening, float[] row)
    {
        var n = row.Length;
        return Enumerable.Range(0, n).Sum(i => Math.Pow(
            Enumerable.Range(0, i + 1).Sum(j => (double)whitening.Matrix[(i * n) + j] * (row[j] - (double)whitening.Center[j])), 2));
    }

    /// <summary>(v - c)' C^-1 (v - c), by Gaussian elimination.</summary>
    private static double Distance((double[] Center, double[,] Covariance) direct, float[] row)
    {
        var n = row.Length;
        var a = (double[,])direct.Covariance.Clone();
        var v = row.Select((value, j) => value - direct.Center[j]).ToArray();
        var x = (double[])v.Clone();
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var i = 0; i < n; i++)
            {
                if (i == pivot)
                {
                    continue;
                }

                var factor = a[i, pivot] / a[pivot, pivot];
                for (var j = pivot; j < n; j++)
                {
                    a[i, j] -= factor * a[pivot, j];
                }

                x[i] -= factor * x[pivot];
            }
        }

        return Enumerable.Range(0, n).Sum(i => v[i] * x[i] / a[i, i]);
    }

    private static (double[] Center, double[,] Covariance) Direct(float[] rows, int dimension)
    {
        var all = rows.Chunk(dimension).ToArray();
        var center = Enumerable.Range(0, dimension).Select(j => all.Average(row => (double)row[j])).ToArray();
        var covariance = new double[dimension, dimension];
        for (var i = 0; i < dimension; i++)
        {
            for (var j = 0; j < dimension; j++)
            {
                covariance[i, j] = all.Average(row => (row[i] - center[i]) * (row[j] - center[j]));
            }
        }

        var added = Ridge * Enumerable.Range(0, dimension).Average(i => covariance[i, i]);
        for (var i = 0; i < dimension; i++)
        {
            covariance[i, i] += added;
        }

        return (center, covariance);
    }

    private static float[] Correlated(int dimension, int count)
    {
        var random = new Random(dimension + count);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            var common = Normal();
            return Enumerable.Range(0, dimension).Select(j => (float)(3 + common + (Normal() * (0.5 + (j % 3)))));
        })];
    }
}
