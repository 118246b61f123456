namespace Vae.Core.Scoring;

/// <summary>
/// Looks at each row through a <see cref="Whitening"/> that was fitted without it. A covariance takes a part of each row's distance away from it, the more the fewer rows
/// it is fitted on: of 178 rows of 60 numbers, a threshold that a tenth of the training rows exceeds is exceeded by 36 % of later ones (five splits), and by 10 % when it is found so.
/// </summary>
internal static class CrossFit
{
    /// <summary>Fewer rows than this are not split.</summary>
    public const int FewestRows = 10;

    private const int Folds = 5;

    /// <param name="rows">Row-major [count, dimension]; at least <see cref="FewestRows"/> rows.</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="fit">Fits to rows.</param>
    /// <param name="visit">Told each row's number and the whitening that was fitted without it; from many threads.</param>
    public static void Run(float[] rows, int dimension, Func<float[], Whitening> fit, Action<int, Whitening> visit)
    {
        var order = Shuffled(rows.Length / dimension);
        for (var fold = 0; fold < Folds; fold++)
        {
            var start = (int)((long)order.Length * fold / Folds);
            var end = (int)((long)order.Length * (fold + 1) / Folds);
            var others = new float[(order.Length - (end - start)) * dimension];
            for (var i = 0; i < order.Length; i++)
            {
                if (i < start || i >= end)
                {
                    var place = i < start ? i : i - (end - start);
                    rows.AsSpan(order[i] * dimension, dimension).CopyTo(others.AsSpan(place * dimension));
                }
            }

            var whitening = fit(others);
            Parallel.For(start, end, i => visit(order[i], whitening));
        }
    }

    /// <summary>Row numbers in an order that has nothing to do with that of the rows, which may repeat itself; always the same. SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static int[] Shuffled(int count)
    {
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            var z = (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            keys[i] = z ^ (z >> 31);
        }

        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>The squared distance of each row from the others.</summary>
    public static float[] SquaredDistances(float[] rows, int dimension, Func<float[], Whitening> fit)
    {
        var distances = new float[rows.Length / dimension];
        Run(rows, dimension, fit, (row, whitening) =>
        {
            var (centered, whitened) = (new float[dimension], new float[dimension]);
            whitening.Apply(rows.AsSpan(row * dimension, dimension), centered, whitened);
            distances[row] = System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(whitened);
        });
        return distances;
    }
}
