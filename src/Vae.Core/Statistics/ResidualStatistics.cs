using System.Collections.Immutable;

namespace Vae.Core.Statistics;

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
    /// <summary>Rows that each feature was observed in; default where that is all of them.</summary>
    public ImmutableArray<long> Observed { get; init; }

    /// <summary>Larger surprises count as this in their mean.</summary>
    public const double Cut = 3;

    public bool HasFeatures(int count) => new[] { Mean, Variance, SizeMean, SizeVariance }.All(values => !values.IsDefault && values.Length == count);

    /// <summary>Rows that a feature was observed in.</summary>
    public long RowsOf(int feature) => Observed.IsDefault ? Rows : Observed[feature];

    /// <summary>Adds up rows, from one thread.</summary>
    internal sealed class Sums(int features)
    {
        private readonly double[] sum = new double[features];
        private readonly double[] squares = new double[features];
        private readonly double[] sizes = new double[features];
        private readonly double[] sizeSquares = new double[features];
        private readonly long[] missing = new long[features];
        private long rows;

        /// <summary>Adds a row's; NaN where a feature was not observed.</summary>
        public void Add(ReadOnlySpan<double> surprises)
        {
            rows++;
            for (var d = 0; d < surprises.Length; d++)
            {
                if (double.IsNaN(surprises[d]))
                {
                    missing[d]++;
                    continue;
                }

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
        /// <param name="filled">Scaled rows, row-major, with what was not observed imputed.</param>
        /// <param name="observed">The same rows with NaN there.</param>
        /// <param name="chosen">Numbers of rows.</param>
        /// <param name="leavesOut">Whether the expectation was fitted to just these rows, and each is looked at as if it had not been one of them.</param>
        public void Add(LinearExpectation expectation, float[] filled, float[] observed, int[] chosen, bool leavesOut = false)
        {
            const int BlockRows = 256;
            var block = new double[Math.Min(BlockRows, chosen.Length) * features];
            for (var first = 0; first < chosen.Length; first += BlockRows)
            {
                var count = Math.Min(BlockRows, chosen.Length - first);
                Parallel.For(0, count, i =>
                {
                    var at = chosen[first + i] * features;
                    if (leavesOut)
                    {
                        expectation.LeftOutSurprises(filled.AsSpan(at, features), observed.AsSpan(at, features), chosen.Length, block.AsSpan(i * features, features));
                        return;
                    }

                    expectation.Surprises(filled.AsSpan(at, features), observed.AsSpan(at, features), block.AsSpan(i * features, features));
                });
                for (var i = 0; i < count; i++)
                {
                    Add(block.AsSpan(i * features, features));
                }
            }
        }

        public ResidualStatistics ToStatistics()
        {
            return new ResidualStatistics(
                rows,
                [.. sum.Select((value, d) => value / Count(d))],
                [.. sum.Select((value, d) => Variance(value / Count(d), squares[d] / Count(d)))],
                [.. sizes.Select((value, d) => value / Count(d))],
                [.. sizes.Select((value, d) => Variance(value / Count(d), sizeSquares[d] / Count(d)))])
            {
                Observed = missing.All(count => count == 0) ? default : [.. missing.Select(count => rows - count)],
            };
        }

        private double Count(int feature) => Math.Max(1, rows - missing[feature]);

        private static double Variance(double mean, double square) => Math.Max(0, square - (mean * mean));
    }
}
