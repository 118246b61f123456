using MathNet.Numerics.LinearAlgebra.Double;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Statistics;
using Vae.Core.Tests.Engines.Managed;
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

    /// <summary>A level that was never seen says nothing of the others: they are expected as beside the levels that they themselves lead one to expect. Before, a row without any level shifted them by many sigmas.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_LevelNeverSeen_TakesNoBlameToOtherColumns(bool isSecondUnseen)
    {
        var map = FeatureMap.TryCreate(new GaussianLikelihood(), new TableSchema(MixedRows.Levels("kind", 3), TableColumn.Numeric("a"), TableColumn.Numeric("b"), MixedRows.Levels("place", 2)), Rows, raisesUnseenLevels: true)!;
        const int Width = 7;
        var rows = new float[Rows * Width];
        var random = new Random(9);
        for (var i = 0; i < rows.Length; i += Width)
        {
            var kind = random.Next(3);
            rows[i + kind] = 1;
            rows[i + 3] = (2 * kind) + (float)(0.2 * Drawn(random));
            rows[i + 4] = (0.5f * rows[i + 3]) + (float)(0.2 * Drawn(random));
            rows[i + 5 + (random.Next(4) == 0 ? 1 - (kind & 1) : kind & 1)] = 1;
        }

        var linear = new LinearExpectation(WhiteningFit.Fit(rows, Width, 1e-3, 0), map);
        var values = linear.Precision();
        var precision = DenseMatrix.Create(Width, Width, (i, j) => values[(i * Width) + j]);
        float[] row = [0, 0, 0, 4, 2, isSecondUnseen ? 0 : 1, 0];
        double[] wide = [.. row.Select(value => (double)value)];

        var surprise = new TrustedExpectation(linear, map).Of(wide, row);
        var before = new TrustedExpectation(linear, map, fillsUnseen: false).Of(wide, row);

        // Each unseen column in turn is given its mean under the others, from its block of the precision matrix.
        var center = linear.Center.ToArray();
        var filled = DenseVector.OfArray([.. wide.Zip(center, (value, mean) => value - mean)]);
        foreach (var (start, count) in isSecondUnseen ? new[] { (0, 3), (5, 2) } : [(0, 3)])
        {
            var block = precision.SubMatrix(start, count, start, count);
            filled.SetSubVector(start, count, filled.SubVector(start, count) - block.Solve((precision * filled).SubVector(start, count)));
        }

        foreach (var d in new[] { 3, 4 })
        {
            var difference = (precision * filled)[d] / precision[d, d];
            Assert.Equal(difference, surprise.Differences[d], 1e-9);
            Assert.Equal(wide[d] - difference, surprise.Expected[d], 1e-9);
            Assert.True(Math.Abs(surprise.Differences[d] / surprise.Sigmas[d]) < 2, $"value {d} is {surprise.Differences[d] / surprise.Sigmas[d]} sigma off");
        }

        Assert.True(Math.Abs(before.Differences[3] / before.Sigmas[3]) > 3, $"it was {before.Differences[3] / before.Sigmas[3]} sigma off");
        var squares = new double[4];
        surprise.SquaresByColumn(wide, map, squares);
        Assert.True(squares[0] > 0.8 * squares.Sum() || isSecondUnseen, $"the unseen level has {squares[0]} of {squares.Sum()}");
        Assert.True(squares[1] + squares[2] < 0.1 * squares.Sum());
    }

    private static double Drawn(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

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
