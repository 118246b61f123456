using Vae.Core.Numerics;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Statistics;

public sealed class ShrinkageTests
{
    [Fact]
    public void Of_IndependentColumns_TakesNearlyAll()
    {
        var rows = Rows(50, 100, factors: 0, seed: 1);

        Assert.InRange(Share(rows, 100), 0.9, 1);
    }

    [Fact]
    public void Of_ColumnsOfOneFactor_TakesLittle()
    {
        var rows = Rows(50, 100, factors: 1, seed: 2);

        Assert.InRange(Share(rows, 100), 0.001, 0.1);
    }

    /// <summary>As it is written in the source: the variance of each correlation over rows, pair by pair.</summary>
    [Fact]
    public void Of_FewRows_IsTheSumOverAllPairs()
    {
        const int Count = 14;
        const int Width = 17;
        var rows = Rows(Count, Width, factors: 2, seed: 3);
        double[][] columns = [.. Enumerable.Range(0, Width).Select(j => Standardized([.. Enumerable.Range(0, Count).Select(i => (double)rows[(i * Width) + j])]))];
        var (variances, squares) = (0.0, 0.0);
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                if (i != j)
                {
                    double[] products = [.. columns[i].Zip(columns[j], (a, b) => a * b)];
                    var mean = products.Average();
                    variances += Count / Math.Pow(Count - 1, 3) * products.Sum(product => (product - mean) * (product - mean));
                    squares += Math.Pow(mean * Count / (Count - 1), 2);
                }
            }
        }

        Assert.Equal(variances / squares, Share(rows, Width), 1e-6);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(80, 0.5)]
    [InlineData(120, 0)]
    [InlineData(400, 0)]
    public void Of_MoreRows_TakesLessUntilNothing(int count, double part)
    {
        const int Width = 40;
        var rows = Rows(count, Width, factors: 0, seed: 4);

        Assert.InRange(Share(rows, Width), 0.85 * part, part);
    }

    /// <summary>The covariance without a row, drawn to its diagonal by the same share: by inverting it.</summary>
    [Fact]
    public void LeftOut_CovarianceDrawnToItsDiagonal_IsThatWithoutTheRow()
    {
        const int Count = 30;
        const int Width = 20;
        const double Ridge = 1e-3;
        var rows = Rows(Count, Width, factors: 3, seed: 5);
        int[] all = [.. Enumerable.Range(0, Count)];
        var whitening = WhiteningFit.Fit(rows, Width, Ridge, trim: 0);
        var moments = Moments.Of(rows, Width, all, wantsCovariance: true);
        var added = Ridge * moments.Variance.Average();

        var found = CrossFit.LeftOut(rows, Width, whitening, all);

        Assert.InRange(whitening.Kept, 0.3, 0.99);
        foreach (var row in all)
        {
            double[] v = [.. Enumerable.Range(0, Width).Select(j => rows[(row * Width) + j] - moments.Mean[j])];
            var without = Enumerable.Range(0, Width).Select(i => Enumerable.Range(0, i + 1).Select(j => Count / (Count - 1.0)
                * ((moments.Covariance![i][j] * (i == j ? 1 : whitening.Kept)) + (i == j ? added : 0) - ((i == j ? 1 : whitening.Kept) * v[i] * v[j] / (Count - 1)))).ToArray()).ToArray();
            var inverse = TriangularMatrix.TryInverseCholesky(without, 0)!;
            var distance = inverse.Sum(line => Math.Pow(line.Zip(v, (a, b) => a * b * Count / (Count - 1)).Sum(), 2));
            Assert.Equal(1, found[row] / distance, 0.02);
        }
    }

    /// <summary>Without it rows of the fit lie at one distance, and later ones, by the directions that no row varies in, many times as far.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Fit_FewerRowsThanColumns_LaterRowsAreAsFarAsThoseOfTheFitWithoutThem(int factors)
    {
        const int Count = 60;
        const int Width = 200;
        var rows = Rows(2 * Count, Width, factors, seed: 6);
        int[] fitted = [.. Enumerable.Range(0, Count)];
        var whitening = WhiteningFit.Fit(rows, Width, ridge: 1e-3, trim: 0, chosen: fitted);

        var distances = CrossFit.LeftOut(rows, Width, whitening, fitted);

        Assert.InRange(Median(distances[Count..]) / Median(distances[..Count]), 0.8, 1.25);
        Assert.InRange(Median(distances[Count..]), 0.5 * Width, 2 * Width);
    }

    private static double Share(float[] rows, int width)
    {
        int[] all = [.. Enumerable.Range(0, rows.Length / width)];
        return Shrinkage.Of(rows, Moments.Of(rows, width, all, wantsCovariance: true), all);
    }

    private static float[] Rows(int count, int width, int factors, int seed)
    {
        var random = new Random(seed);
        var loadings = new double[factors * width];
        Array.ForEach([.. Enumerable.Range(0, loadings.Length)], i => loadings[i] = Normal());
        var rows = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            double[] code = [.. Enumerable.Range(0, factors).Select(_ => Normal())];
            for (var j = 0; j < width; j++)
            {
                rows[(i * width) + j] = (float)(Enumerable.Range(0, factors).Sum(k => code[k] * loadings[(k * width) + j]) + (0.3 * Normal()));
            }
        }

        return rows;

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static double[] Standardized(double[] column)
    {
        var mean = column.Average();
        var deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
        return [.. column.Select(value => (value - mean) / deviation)];
    }

    private static float Median(float[] values) => values.Order().ElementAt(values.Length / 2);
}
