namespace Vae.Core.Scoring;

/// <summary>The two-sample test of Kolmogorov and Smirnov, one of the samples kept as a sketch.</summary>
internal static class KolmogorovSmirnov
{
    /// <summary>The largest distance between the distribution function of scores and that of the reference.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="reference">The other distribution.</param>
    public static double Statistic(ReadOnlySpan<float> sorted, ScoreDistribution reference)
    {
        var largest = 0.0;
        if (reference.IsOneScore)
        {
            // All that can be told is how many rows score otherwise.
            var (least, most) = (reference.Scores[0] - (reference.Scores[1] - reference.Scores[0]), reference.Scores[1]);
            var others = 0;
            foreach (var score in sorted)
            {
                others += score < least || score > most ? 1 : 0;
            }

            return (double)others / sorted.Length;
        }

        for (var i = 0; i < sorted.Length; i++)
        {
            var below = 1 - reference.Survival(sorted[i]);
            if (i + 1 == sorted.Length || sorted[i + 1] != sorted[i])
            {
                largest = Math.Max(largest, Math.Abs(((i + 1.0) / sorted.Length) - below));
            }

            if (i == 0 || sorted[i - 1] != sorted[i])
            {
                // Just below the score; a sketch is continuous there, but for a step of equal scores, which the other sample has too.
                largest = Math.Max(largest, Math.Abs(((double)i / sorted.Length) - (1 - reference.Survival(MathF.BitDecrement(sorted[i])))));
            }
        }

        return largest;
    }

    /// <summary>P(D &gt;= statistic) under equal distributions: 2 sum_k (-1)^(k-1) exp(-2 k^2 l^2), l = (sqrt(n) + 0.12 + 0.11 / sqrt(n)) D, n = a b / (a + b).</summary>
    public static double PValue(double statistic, long first, long second)
    {
        var root = Math.Sqrt((double)first * second / (first + second));
        var scaled = (root + 0.12 + (0.11 / root)) * statistic;
        if (scaled < 0.2)
        {
            // The series converges slowly there, and 1 is right to ten digits.
            return 1;
        }

        var sum = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2 * k * (double)k * scaled * scaled);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-12)
            {
                break;
            }
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
