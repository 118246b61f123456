using Vae.Core.Likelihoods;

namespace Vae.Core.Statistics;

/// <summary>How far the values of a row lie from what is expected of them, in scaled units.</summary>
/// <param name="Expected">What is expected of each feature.</param>
/// <param name="Differences">By how much it is off.</param>
/// <param name="Sigmas">The standard deviation of what is expected.</param>
/// <param name="IsDoubted">Which features are not believed where others are expected.</param>
internal sealed record RowSurprise(double[] Expected, double[] Differences, double[] Sigmas, bool[] IsDoubted)
{
    /// <summary>
    /// The squared surprise of each column: (x - expected)² / sigma² of a number; of a categorical column 2 log(p / q), p being what is expected of its likeliest level and q of the one it has, which is the same of a Gaussian's density.
    /// A level never seen has the smallest q there is, and as much again where <see cref="FeatureMap.RaisesUnseenLevels"/>.
    /// </summary>
    /// <param name="scaledRow">The row, with what was not observed imputed.</param>
    /// <param name="map">Columns of several kinds; null where there are none.</param>
    /// <param name="squares">Receives one number a column.</param>
    public void SquaresByColumn(ReadOnlySpan<double> scaledRow, FeatureMap? map, Span<double> squares)
    {
        for (var c = 0; c < squares.Length; c++)
        {
            var d = map?.StartOf(c) ?? c;
            var surprise = Differences[d] / Sigmas[d];
            squares[c] = map is not null && map.IsCategorical(c) ? Square(scaledRow, map, d, d + map.WidthOf(c)) : surprise * surprise;
        }
    }

    private double Square(ReadOnlySpan<double> row, FeatureMap map, int start, int end)
    {
        var (own, likeliest, seen) = (0.0, double.NegativeInfinity, 0.0);
        for (var d = start; d < end; d++)
        {
            var probability = row[d] - Differences[d];
            own += row[d] * probability;
            likeliest = Math.Max(likeliest, probability);
            seen += row[d];
        }

        var least = map.SmallestProbability;
        return (2 * (Math.Log(Math.Clamp(likeliest, least, 1)) - Math.Log(Math.Clamp(own, least, 1)))) + (2 * map.RaisedResidual * Math.Max(0, 1 - seen));
    }
}
