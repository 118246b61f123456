using Vae.Core.Randomness;

namespace Vae.Core.Scoring;

/// <summary>
/// Whether two samples come from one distribution: the unbiased estimate of the squared maximum mean discrepancy under a Gaussian kernel (Gretton et al. 2012,
/// eq. 3), and its rank among its values for random divisions of the pooled sample. For instance codes of rows against codes from a prior.
/// </summary>
/// <param name="Statistic">The estimate; around 0, and at times below, where the distributions are the same.</param>
/// <param name="PValue">Share of divisions, the given one counted in, whose statistic is no smaller: small where the distributions differ.</param>
/// <param name="CriticalValue">The statistic that one division in a hundred exceeds: above it, equality is rejected at 1 %.</param>
/// <param name="Bandwidth">The kernel's: k(a, b) = exp(-|a - b|^2 / (2 h^2)), h the median distance in the pooled sample.</param>
public sealed record MaximumMeanDiscrepancy(double Statistic, double PValue, double CriticalValue, double Bandwidth)
{
    private const int MaximumRows = 10_000;

    /// <summary>Compares two samples; time goes with the square of their rows times the divisions.</summary>
    /// <param name="first">Row-major, rows of <paramref name="width"/> finite numbers; 2 rows or more.</param>
    /// <param name="second">The same, of as many rows or more or fewer; at most 10,000 with the first.</param>
    /// <param name="width">Numbers a row.</param>
    /// <param name="divisions">Random divisions; 99 or more, default 999.</param>
    /// <param name="seed">Seed of the divisions.</param>
    /// <exception cref="ArgumentException">A length is no whole number of rows, or a number is out of range.</exception>
    public static MaximumMeanDiscrepancy Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int width, int divisions = 999, int seed = 0)
    {
        Require.InRange(width, 1, int.MaxValue, nameof(width));
        Require.InRange(divisions, 99, 1_000_000, nameof(divisions));
        if (first.Length % width != 0 || second.Length % width != 0)
        {
            throw new ArgumentException(Invariant($"{first.Length} and {second.Length} values are not whole numbers of rows of {width}; pass whole rows."));
        }

        var (m, n) = (first.Length / width, second.Length / width);
        Require.InRange(Math.Min(m, n), 2, MaximumRows, "The rows of a sample");
        Require.InRange(m + n, 4, MaximumRows, "The rows of both samples together");
        float[] pooled = [.. first, .. second];
        var kernel = SquaredDistances(pooled, width);
        var bandwidth = MedianDistance(kernel, m + n);
        for (var i = 0; i < kernel.Length; i++)
        {
            kernel[i] = (float)Math.Exp(-kernel[i] / (2 * bandwidth * bandwidth));
        }

        var order = Enumerable.Range(0, m + n).ToArray();
        var statistic = Estimate(kernel, order, m);
        var random = new Philox(seed, RandomPurpose.Evaluation);
        var others = new double[divisions];
        for (var division = 0; division < divisions; division++)
        {
            Shuffle(order, random, division);
            others[division] = Estimate(kernel, order, m);
        }

        Array.Sort(others);
        var exceeding = others.Count(value => value >= statistic);
        return new MaximumMeanDiscrepancy(statistic, (exceeding + 1.0) / (divisions + 1), others[(int)Math.Ceiling(0.99 * divisions) - 1], bandwidth);
    }

    /// <summary>sum k(x, x') / m(m-1) + sum k(y, y') / n(n-1) - 2 sum k(x, y) / mn, over pairs of different rows.</summary>
    private static double Estimate(float[] kernel, int[] order, int m)
    {
        var n = order.Length - m;
        double within = 0, other = 0, across = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var row = kernel.AsSpan(order[i] * order.Length, order.Length);
            double near = 0, far = 0;
            for (var j = 0; j < m; j++)
            {
                near += row[order[j]];
            }

            for (var j = m; j < order.Length; j++)
            {
                far += row[order[j]];
            }

            if (i < m)
            {
                within += near - 1;
                across += far;
            }
            else
            {
                other += far - 1;
            }
        }

        return (within / m / (m - 1)) + (other / n / (n - 1)) - (2 * across / m / n);
    }

    private static float[] SquaredDistances(float[] rows, int width)
    {
        var count = rows.Length / width;
        var distances = new float[(long)count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sum = 0f;
                for (var d = 0; d < width; d++)
                {
                    var difference = rows[(i * width) + d] - rows[(j * width) + d];
                    sum += difference * difference;
                }

                distances[(i * count) + j] = distances[(j * count) + i] = sum;
            }
        }

        return distances;
    }

    private static double MedianDistance(float[] squares, int count)
    {
        var all = new List<float>(count * (count - 1) / 2);
        for (var i = 0; i < count; i++)
        {
            all.AddRange(squares.AsSpan(i * count, i));
        }

        all.Sort();
        var median = Math.Sqrt(all[all.Count / 2]);
        return median > 0
            ? median
            : throw new ArgumentException("More than half of the rows of the two samples are equal, so that the kernel has no width; pass samples that vary.");
    }

    /// <summary>Fisher and Yates, by numbers of the division's own.</summary>
    private static void Shuffle(int[] order, in Philox random, int division)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.IntegerAt(((ulong)(division + 1) << 32) | (uint)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
