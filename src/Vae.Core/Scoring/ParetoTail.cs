namespace Vae.Core.Scoring;

/// <summary>
/// The tail of a distribution of scores: beyond <see cref="Start"/> the excess follows a generalised Pareto distribution, as excesses over a high threshold
/// of nearly any distribution do (Pickands 1975): P(S &gt; s) = Share * (1 + Shape (s - Start) / Scale)^(-1 / Shape), an exponential where Shape is 0.
/// </summary>
/// <param name="Start">Where the tail begins, in the score's unit.</param>
/// <param name="Share">Share of rows that score higher; above 0, below 1.</param>
/// <param name="Shape">Above 0 the tail is heavy, below 0 it ends; below 1.</param>
/// <param name="Scale">In the score's unit, above 0.</param>
public sealed record ParetoTail(float Start, double Share, double Shape, double Scale)
{
    // Fewer excesses give a tail that is mostly chance.
    internal const int FewestExcesses = 20;

    private const double SmallestShare = 0.02;
    private const double LargestShare = 0.1;

    // Below this the power is as good as an exponential, and single precision would lose digits in the power.
    private const double SmallestShape = 0.01;

    private const double OutlierChance = 1e-3;
    private const double OutlierGap = 3;

    /// <summary>The chance of a score above this one.</summary>
    /// <param name="score">At or beyond <see cref="Start"/>; less counts as that.</param>
    public double Survival(double score)
    {
        var excess = Math.Max(0, score - Start) / Scale;
        return Share * (Shape == 0 ? Math.Exp(-excess) : Math.Pow(Math.Max(0, 1 + (Shape * excess)), -1 / Shape));
    }

    /// <summary>The score that is exceeded with this chance.</summary>
    /// <param name="survival">Above 0, at most <see cref="Share"/>.</param>
    public double ScoreAt(double survival)
    {
        var ratio = survival / Share;
        return Start + (Scale * (Shape == 0 ? -Math.Log(ratio) : (Math.Pow(ratio, -Shape) - 1) / Shape));
    }

    /// <summary>
    /// Fits a tail by probability-weighted moments (Hosking and Wallis 1987), which have a closed form and, for fewer than some hundreds of excesses, a smaller error
    /// than maximum likelihood. The tail is the highest 2 % of the scores, more where that is fewer than 30 rows, at most 10 %. Scores so far beyond what the others' tail reaches that
    /// chance would put one there in a thousand such samples, with a gap below them, are left out of the fit (at most a twentieth of it): one of them would rule it.
    /// </summary>
    /// <param name="sorted">Finite scores, ascending.</param>
    /// <returns>Null where there are fewer than 20 excesses, or they do not differ.</returns>
    internal static ParetoTail? TryFit(ReadOnlySpan<float> sorted) => TryFit(sorted, out _);

    /// <inheritdoc cref="TryFit(ReadOnlySpan{float})"/>
    /// <param name="sorted">Finite scores, ascending.</param>
    /// <param name="leftOut">How many of the highest scores the fit is made without.</param>
    internal static ParetoTail? TryFit(ReadOnlySpan<float> sorted, out int leftOut)
    {
        leftOut = 0;
        var rows = sorted.Length;
        var count = (int)(rows * Math.Clamp(30.0 / Math.Max(1, rows), SmallestShare, LargestShare));
        if (count < FewestExcesses)
        {
            return null;
        }

        var tail = Fit(sorted[^(count + 1)..], count, rows);
        var start = (double)sorted[^(count + 1)];
        for (var odd = 1; odd <= Math.Max(1, count / 20); odd++)
        {
            // Of the highest few the lowest decides: each may hide those below it. A fit without the highest scores ends too early, so that a gap below them is asked for too.
            var isApart = sorted[^odd] - start > OutlierGap * (sorted[^(odd + 1)] - start);
            if (isApart && Fit(sorted[^(count + 1)..^odd], count, rows) is { } without && without.Survival(sorted[^odd]) / without.Share * count < OutlierChance)
            {
                (tail, leftOut) = (without, odd);
            }
        }

        return tail;
    }

    /// <param name="top">Where the tail begins, and the excesses to fit.</param>
    /// <param name="count">Rows beyond the start, those left out counted in.</param>
    /// <param name="rows">All rows.</param>
    private static ParetoTail? Fit(ReadOnlySpan<float> top, int count, int rows)
    {
        var start = top[0];
        var excesses = top.Length - 1;
        double mean = 0, weighted = 0;
        for (var j = 1; j <= excesses; j++)
        {
            var excess = (double)top[j] - start;
            mean += excess / excesses;
            weighted += (1 - ((j - 0.35) / excesses)) * excess / excesses;
        }

        var difference = mean - (2 * weighted);
        if (!(difference > 1e-6 * mean))
        {
            return null;
        }

        var shape = 2 - (mean / difference);
        var scale = 2 * mean * weighted / difference;
        if (Math.Abs(shape) < SmallestShape)
        {
            (shape, scale) = (0, mean);
        }

        return double.IsFinite(shape) && scale > 0 && double.IsFinite(scale) ? new ParetoTail(start, (count + 1.0) / (rows + 1.0), shape, scale) : null;
    }
}
