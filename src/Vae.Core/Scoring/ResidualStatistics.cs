using System.Collections.Immutable;

namespace Vae.Core.Scoring;

/// <summary>
/// Of each feature the surprise e (<see cref="LinearExpectation"/>), cut off at 5: mean and variance of e and of e^2 over training rows. What a later batch is compared with.
/// </summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="Mean">Mean of e, one a feature.</param>
/// <param name="Variance">Variance of e.</param>
/// <param name="SquareMean">Mean of e^2.</param>
/// <param name="SquareVariance">Variance of e^2.</param>
internal sealed record ResidualStatistics(
    long Rows, ImmutableArray<double> Mean, ImmutableArray<double> Variance, ImmutableArray<double> SquareMean, ImmutableArray<double> SquareVariance)
{
    /// <summary>Larger surprises count as this, so that a few wild rows decide nothing.</summary>
    public const double Cut = 5;

    public bool HasFeatures(int count) => new[] { Mean, Variance, SquareMean, SquareVariance }.All(values => !values.IsDefault && values.Length == count);

    /// <summary>Adds up rows, from one thread.</summary>
    internal sealed class Sums(int features)
    {
        private readonly double[] first = new double[features];
        private readonly double[] second = new double[features];
        private readonly double[] fourth = new double[features];
        private long rows;

        public void Add(ReadOnlySpan<double> surprises)
        {
            rows++;
            for (var d = 0; d < surprises.Length; d++)
            {
                var e = Math.Clamp(surprises[d], -Cut, Cut);
                first[d] += e;
                second[d] += e * e;
                fourth[d] += e * e * e * e;
            }
        }

        public ResidualStatistics ToStatistics()
        {
            double n = Math.Max(1, rows);
            return new ResidualStatistics(
                rows,
                [.. first.Select(sum => sum / n)],
                [.. first.Zip(second, (a, b) => Math.Max(0, (b / n) - (a / n * (a / n))))],
                [.. second.Select(sum => sum / n)],
                [.. second.Zip(fourth, (b, c) => Math.Max(0, (c / n) - (b / n * (b / n))))]);
        }
    }
}
