using System.Collections.Immutable;

namespace Vae.Core.Scoring;

/// <summary>
/// Of each feature the surprise e (<see cref="LinearExpectation"/>), cut off at 3, and its size g = log(1 + e^2): mean and variance of both over training rows. What a later
/// batch is compared with; neither has the long tails that would make a test of means give false alarms.
/// </summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="Mean">Mean of e, one a feature.</param>
/// <param name="Variance">Variance of e.</param>
/// <param name="SizeMean">Mean of g.</param>
/// <param name="SizeVariance">Variance of g.</param>
internal sealed record ResidualStatistics(
    long Rows, ImmutableArray<double> Mean, ImmutableArray<double> Variance, ImmutableArray<double> SizeMean, ImmutableArray<double> SizeVariance)
{
    /// <summary>Larger surprises count as this in their mean.</summary>
    public const double Cut = 3;

    public bool HasFeatures(int count) => new[] { Mean, Variance, SizeMean, SizeVariance }.All(values => !values.IsDefault && values.Length == count);

    /// <summary>Adds up rows, from one thread.</summary>
    internal sealed class Sums(int features)
    {
        private readonly double[] sum = new double[features];
        private readonly double[] squares = new double[features];
        private readonly double[] sizes = new double[features];
        private readonly double[] sizeSquares = new double[features];
        private long rows;

        public void Add(ReadOnlySpan<double> surprises)
        {
            rows++;
            for (var d = 0; d < surprises.Length; d++)
            {
                var e = Math.Clamp(surprises[d], -Cut, Cut);
                var g = Math.Log(1 + (surprises[d] * surprises[d]));
                sum[d] += e;
                squares[d] += e * e;
                sizes[d] += g;
                sizeSquares[d] += g * g;
            }
        }

        /// <summary>Adds the surprises of the rows of these numbers, in blocks, so that many rows take no more room than few.</summary>
        /// <param name="expectation">What the surprises are measured by.</param>
        /// <param name="scaledRows">Row-major.</param>
        /// <param name="chosen">Numbers of rows.</param>
        public void Add(LinearExpectation expectation, float[] scaledRows, int[] chosen)
        {
            const int BlockRows = 256;
            var block = new double[Math.Min(BlockRows, chosen.Length) * features];
            for (var first = 0; first < chosen.Length; first += BlockRows)
            {
                var count = Math.Min(BlockRows, chosen.Length - first);
                Parallel.For(0, count, i =>
                    expectation.Surprises(scaledRows.AsSpan(chosen[first + i] * features, features), block.AsSpan(i * features, features)));
                for (var i = 0; i < count; i++)
                {
                    Add(block.AsSpan(i * features, features));
                }
            }
        }

        public ResidualStatistics ToStatistics()
        {
            double n = Math.Max(1, rows);
            return new ResidualStatistics(
                rows,
                [.. sum.Select(value => value / n)],
                [.. sum.Zip(squares, (a, b) => Math.Max(0, (b / n) - (a / n * (a / n))))],
                [.. sizes.Select(value => value / n)],
                [.. sizes.Zip(sizeSquares, (a, b) => Math.Max(0, (b / n) - (a / n * (a / n))))]);
        }
    }
}
