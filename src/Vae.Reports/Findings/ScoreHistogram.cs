using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>How many rows score how high, on an axis on which their differences are seen.</summary>
/// <param name="IsLogarithmic">Whether the axis is logarithmic: of scores that are all above 0 and of which some are many times the usual one.</param>
/// <param name="Edges">Ends of the bins, ascending, one more than bins.</param>
/// <param name="Normal">Rows a bin that are normal.</param>
/// <param name="Anomalies">Those that are anomalies.</param>
/// <param name="Unknown">Those without a label.</param>
/// <param name="Beyond">Rows above the last edge, which no bin holds.</param>
internal sealed record ScoreHistogram(bool IsLogarithmic, double[] Edges, int[] Normal, int[] Anomalies, int[] Unknown, int Beyond)
{
    private const int Bins = 72;
    private const double ManyTimes = 12;
    private const double Margin = 0.03;

    // Beyond these shares of rows, at either end of a linear axis, single rows would squeeze all others.
    private const double ShownShare = 0.999;

    /// <summary>Counts the scores.</summary>
    /// <param name="sorted">The scores.</param>
    /// <param name="threshold">A score that the axis is to show.</param>
    public static ScoreHistogram Of(SortedScores sorted, float threshold)
    {
        var finite = sorted.Scores.AsSpan(0, sorted.Scores.Length - sorted.Scores.Count(float.IsInfinity));
        if (finite.IsEmpty)
        {
            return new ScoreHistogram(false, [0, 1], [0], [0], [0], sorted.Scores.Length);
        }

        var (low, median, high) = (finite[0], finite[finite.Length / 2], finite[^1]);
        var isLogarithmic = low > 0 && high > ManyTimes * median;
        double first = low, last = high;
        if (!isLogarithmic)
        {
            (first, last) = (finite[(int)((1 - ShownShare) * (finite.Length - 1))], finite[(int)Math.Ceiling(ShownShare * (finite.Length - 1))]);
        }

        if (float.IsFinite(threshold) && (!isLogarithmic || threshold > 0))
        {
            (first, last) = Including(threshold, isLogarithmic, first, last);
        }

        var edges = Divide(isLogarithmic, first, last);
        return Count(isLogarithmic, edges, sorted);
    }

    /// <summary>An axis that ends at the threshold would hide its line.</summary>
    private static (double First, double Last) Including(double threshold, bool isLogarithmic, double first, double last)
    {
        if (threshold > first && threshold < last)
        {
            return (first, last);
        }

        var (low, high) = (Math.Min(first, threshold), Math.Max(last, threshold));
        var (below, above) = (threshold <= first ? Margin : 0, threshold >= last ? Margin : 0);
        return isLogarithmic
            ? (low * Math.Pow(low / high, below), high * Math.Pow(high / low, above))
            : (low - (below * (high - low)), high + (above * (high - low)));
    }

    private static double[] Divide(bool isLogarithmic, double first, double last)
    {
        if (!(last > first))
        {
            var width = Math.Max(Math.Abs(first), 1) * 0.01;
            (first, last) = (first - width, last + width);
            isLogarithmic = false;
        }

        double At(int i) => isLogarithmic
            ? Math.Exp(Math.Log(first) + (i * (Math.Log(last) - Math.Log(first)) / Bins))
            : first + (i * (last - first) / Bins);
        return [first, .. Enumerable.Range(1, Bins - 1).Select(At), last];
    }

    private static ScoreHistogram Count(bool isLogarithmic, double[] edges, SortedScores sorted)
    {
        int[][] counts = [new int[Bins], new int[Bins], new int[Bins]];
        var beyond = 0;
        for (var i = 0; i < sorted.Scores.Length; i++)
        {
            var score = sorted.Scores[i];
            if (score > edges[^1])
            {
                beyond++;
                continue;
            }

            var place = Array.BinarySearch(edges, score);
            counts[(int)sorted.Kinds[i]][Math.Clamp(place >= 0 ? place : ~place - 1, 0, Bins - 1)]++;
        }

        return new ScoreHistogram(isLogarithmic, edges, counts[(int)RowKind.Normal], counts[(int)RowKind.Anomaly], counts[(int)RowKind.Unknown], beyond);
    }
}
