using System.Collections.Immutable;
using Vae.Core.Reports;

namespace Vae.Core.Scoring;

/// <summary>
/// How the scores of rows like the training rows are distributed: a sketch of at most 129 quantiles, and beyond the highest of them a generalised Pareto tail. It gives
/// p-values, probabilities and thresholds without the rows. Immutable.
/// </summary>
public sealed record ScoreDistribution
{
    internal const int MostKnots = 129;

    private const int OneScoreKnots = 3;
    private const double OneScoreSurvival = 0.5;

    /// <summary>Which rows it was measured on.</summary>
    public required ScoreOrigin Origin { get; init; }

    /// <summary>Number of those rows; those without a finite score are left out.</summary>
    public required long Rows { get; init; }

    /// <summary>Scores, ascending; at least one.</summary>
    public required ImmutableArray<float> Scores { get; init; }

    /// <summary>The share of rows above each of <see cref="Scores"/>, r / (rows + 1) for the one that r rows exceed or equal; descending, above 0.</summary>
    public required ImmutableArray<double> Survivals { get; init; }

    /// <summary>The highest score seen.</summary>
    public required float Maximum { get; init; }

    /// <summary>What lies beyond the last of <see cref="Scores"/>; null where fewer than 200 rows or too many equal scores told nothing of it.</summary>
    public ParetoTail? Tail { get; init; }

    /// <summary>How many of the highest scores <see cref="Tail"/> was fitted without, because they lie far beyond the others; known to who fitted it, and in no file.</summary>
    internal int Outliers { get; init; }

    /// <summary>Whether all rows had one score: the first knot, with a half of them above it, and two that stand for higher ones.</summary>
    internal bool IsOneScore => Scores.Length == OneScoreKnots && Survivals[0] == OneScoreSurvival && Scores[1] == RateThreshold.Above(Scores[0]);

    /// <summary>The p-value of a score: the chance that a row like the training rows scores higher. Linear between quantiles, then the tail's.</summary>
    /// <param name="score">In the score's unit; NaN gives NaN.</param>
    /// <returns>Between 0 and 1; falls as the score rises.</returns>
    public double Survival(float score)
    {
        if (float.IsNaN(score))
        {
            return double.NaN;
        }

        var last = Scores.Length - 1;
        if (score >= Scores[last])
        {
            return Tail?.Survival(score) ?? Survivals[last];
        }

        if (score <= Scores[0])
        {
            return Survivals[0];
        }

        var place = Scores.AsSpan().BinarySearch(score);
        if (place >= 0)
        {
            return Survivals[place];
        }

        var above = ~place;
        var part = ((double)score - Scores[above - 1]) / ((double)Scores[above] - Scores[above - 1]);
        return Survivals[above - 1] + (part * (Survivals[above] - Survivals[above - 1]));
    }

    /// <summary>The score that this share of rows stays below; within the scores seen.</summary>
    /// <param name="quantile">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public float Quantile(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        return 1 - quantile <= 1.0 / (Rows + 1) ? Maximum : Math.Min(Maximum, ExtremeScore(1 - quantile));
    }

    /// <summary>The score that is exceeded with this chance, beyond the scores seen too where there is a tail.</summary>
    internal float ExtremeScore(double risk)
    {
        var last = Scores.Length - 1;
        if (risk <= Survivals[last])
        {
            return Tail is null ? Maximum : (float)Tail.ScoreAt(risk);
        }

        var above = 0;
        while (Survivals[above] > risk)
        {
            above++;
        }

        if (above == 0)
        {
            return Scores[0];
        }

        var part = (Survivals[above - 1] - risk) / (Survivals[above - 1] - Survivals[above]);
        return (float)(Scores[above - 1] + (part * ((double)Scores[above] - Scores[above - 1])));
    }

    /// <summary>Makes the sketch.</summary>
    /// <param name="scores">Scores in any order; those that are not finite are left out.</param>
    /// <param name="origin">Where they are from.</param>
    /// <returns>Null where no score is finite.</returns>
    internal static ScoreDistribution? TryFit(ReadOnlySpan<float> scores, ScoreOrigin origin)
    {
        var kept = new List<float>(scores.Length);
        foreach (var score in scores)
        {
            if (float.IsFinite(score))
            {
                kept.Add(score);
            }
        }

        if (kept.Count == 0)
        {
            return null;
        }

        var sorted = kept.ToArray();
        Array.Sort(sorted);
        var rows = sorted.Length;
        if (sorted[0] == sorted[^1])
        {
            return OneScore(sorted[0], rows, origin);
        }

        var tail = ParetoTail.TryFit(sorted, out var outliers);

        // The last knot is where the tail begins: as many rows lie above it as the tail's share says.
        var end = tail is null ? rows : rows - (int)Math.Round((tail.Share * (rows + 1)) - 1);
        var (knots, survivals) = Knots(sorted.AsSpan(0, end), rows);
        return new ScoreDistribution
        {
            Origin = origin,
            Rows = rows,
            Scores = knots,
            Survivals = survivals,
            Maximum = sorted[^1],
            Tail = tail,
            Outliers = outliers,
        };
    }

    /// <summary>All rows have one score: a row that has it too is ordinary, and any that scores higher is one such as was not among them.</summary>
    private static ScoreDistribution OneScore(float score, int rows, ScoreOrigin origin)
    {
        var above = RateThreshold.Above(score);
        return new ScoreDistribution
        {
            Origin = origin,
            Rows = rows,
            Scores = [score, above, RateThreshold.Above(above)],
            Survivals = [OneScoreSurvival, 0.5 / (rows + 1.0), 0.25 / (rows + 1.0)],
            Maximum = score,
        };
    }

    private static (ImmutableArray<float> Scores, ImmutableArray<double> Survivals) Knots(ReadOnlySpan<float> sorted, int rows)
    {
        var count = Math.Min(sorted.Length, MostKnots);
        var knots = new List<float>(count);
        var survivals = new List<double>(count);
        for (var k = 0; k < count; k++)
        {
            var place = count == 1 ? sorted.Length - 1 : (int)((long)k * (sorted.Length - 1) / (count - 1));
            var survival = 1 - ((place + 1.0) / (rows + 1.0));
            if (knots.Count > 0 && knots[^1] == sorted[place])
            {
                // Rows of equal score are one step: the share above it counts.
                survivals[^1] = survival;
            }
            else
            {
                knots.Add(sorted[place]);
                survivals.Add(survival);
            }
        }

        return ([.. knots], [.. survivals]);
    }
}
