using MathNet.Numerics.LinearAlgebra.Double;
using Vae.Core.Statistics;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Statistics;

public sealed class TrustedExpectationTests
{
    private const int Rows = 2000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 3)]
    [InlineData(30, 5)]
    public void Of_RowsWithWrongValues_IsTheMeanGivenTheValuesThatAreTrusted(int columns, int factors)
    {
        var rows = FactorRows.Draw(Rows, columns, factors, noise: 0.2, seed: columns);
        var linear = new LinearExpectation(WhiteningFit.Fit(rows, columns, 1e-3, 0));
        var trusted = new TrustedExpectation(linear, null);
        var precision = linear.Precision();
        var covariance = DenseMatrix.Create(columns, columns, (i, j) => precision[(i * columns) + j]).Inverse();
        var deviations = FactorRows.Deviations(rows, columns);
        var random = new Random(5);
        var doubted = 0;
        for (var trial = 0; trial < 80; trial++)
        {
            var row = rows.AsSpan(trial * columns, columns).ToArray();
            FactorRows.Plant(row, deviations, Math.Min(trial % 4, columns - 1), 6, random);

            var surprise = trusted.Of([.. row.Select(value => (double)value)], row);

            doubted += surprise.IsDoubted.Count(isDoubted => isDoubted);
            for (var d = 0; d < columns; d++)
            {
                int[] given = [.. Enumerable.Range(0, columns).Where(other => other != d && !surprise.IsDoubted[other])];
                var (mean, sigma) = Given(covariance, linear.Center, row, d, given);
                Assert.Equal(mean, surprise.Expected[d], 1e-6 * (1 + Math.Abs(mean)));
                Assert.Equal(sigma, surprise.Sigmas[d], 1e-6 * sigma);
                Assert.Equal(row[d] - mean, surprise.Differences[d], 1e-6 * (1 + Math.Abs(mean) + Math.Abs(row[d])));
            }
        }

        Assert.True(columns < 3 || doubted > 80, $"{doubted} values doubted");
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(10, 3)]
    [InlineData(20, 4)]
    public void Of_TwoWrongValues_AreTheTwoFarthestWhereverTheyStand(int columns, int factors)
    {
        // Given all others alone, one of the two is farthest in 84 to 100 of 100 rows, and both are in 42 to 99.
        var rows = FactorRows.Draw(Rows, columns, factors, noise: 0.3, seed: 1);
        var trusted = new TrustedExpectation(new LinearExpectation(WhiteningFit.Fit(rows, columns, 1e-3, 0)), null);
        var deviations = FactorRows.Deviations(rows, columns);
        var random = new Random(2);
        var found = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var row = rows.AsSpan(trial * columns, columns).ToArray();
            var planted = FactorRows.Plant(row, deviations, 2, 6, random);

            var squares = new double[columns];
            double[] wide = [.. row.Select(value => (double)value)];
            trusted.Of(wide, row).SquaresByColumn(wide, null, squares);

            int[] order = [.. Enumerable.Range(0, columns).OrderByDescending(d => squares[d])];
            found += order[..2].Order().SequenceEqual(planted.Order()) ? 1 : 0;
        }

        Assert.True(found >= 196, $"{found} of 200");
    }

    [Fact]
    public void Of_ValueThatIsMissing_IsNeverDoubted()
    {
        var rows = FactorRows.Draw(Rows, 6, 2, noise: 0.3, seed: 3);
        var trusted = new TrustedExpectation(new LinearExpectation(WhiteningFit.Fit(rows, 6, 1e-3, 0)), null);
        var row = rows[..6].Select(value => (double)value).ToArray();
        row[2] += 50;
        float[] observed = [.. row.Select(value => (float)value)];
        observed[2] = float.NaN;

        Assert.False(trusted.Of(row, observed).IsDoubted[2]);
        Assert.True(trusted.Of(row, [.. row.Select(value => (float)value)]).IsDoubted[2]);
    }

    [Fact]
    public void Of_ValueBeyondAllNumbers_IsTheFarthestAndLeavesTheOthersAsTheyAre()
    {
        var rows = FactorRows.Draw(Rows, 6, 2, noise: 0.3, seed: 4);
        var trusted = new TrustedExpectation(new LinearExpectation(WhiteningFit.Fit(rows, 6, 1e-3, 0)), null);
        float[] row = [.. rows[..6]];
        var before = trusted.Of([.. row.Select(value => (double)value)], row);
        row[4] = float.PositiveInfinity;

        var after = trusted.Of([.. row.Select(value => (double)value)], row);

        Assert.Equal(before.Expected[4], after.Expected[4], 1e-3);
        Assert.True(after.Differences[4] / after.Sigmas[4] > 1e5);
        foreach (var d in new[] { 0, 1, 2, 3, 5 })
        {
            Assert.True(Math.Abs(after.Differences[d] / after.Sigmas[d]) < 4, $"value {d} is {after.Differences[d] / after.Sigmas[d]} sigma off");
        }
    }

    /// <summary>Mean and standard deviation of one value given others, from blocks of the covariance.</summary>
    private static (double Mean, double Sigma) Given(MathNet.Numerics.LinearAlgebra.Matrix<double> covariance, ReadOnlySpan<double> center, float[] row, int value, int[] given)
    {
        if (given.Length == 0)
        {
            return (center[value], Math.Sqrt(covariance[value, value]));
        }

        var block = DenseMatrix.Create(given.Length, given.Length, (i, j) => covariance[given[i], given[j]]);
        var cross = DenseVector.Create(given.Length, i => covariance[given[i], value]);
        var means = center.ToArray();
        var centered = DenseVector.Create(given.Length, i => row[given[i]] - means[given[i]]);
        var weights = block.Solve(cross);
        return (center[value] + weights.DotProduct(centered), Math.Sqrt(covariance[value, value] - weights.DotProduct(cross)));
    }
}
