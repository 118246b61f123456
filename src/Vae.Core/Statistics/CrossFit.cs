using System.Numerics.Tensors;
using Vae.Core.Numerics;
using Vae.Core.Randomness;

namespace Vae.Core.Statistics;

/// <summary>
/// Looks at each row through a <see cref="Whitening"/> that was fitted without it. A covariance takes a part of each row's distance away from it, the more the fewer rows
/// it is fitted on: of 178 rows of 60 numbers, a threshold that a tenth of the training rows exceeds is exceeded by 36 % of later ones (five splits), and by 10 % when it is found so.
/// </summary>
internal static class CrossFit
{
    /// <summary>Fewer rows than this are not split.</summary>
    public const int FewestRows = 10;

    private const int Folds = 5;

    // A row that a direction has to itself would be infinitely far without it; rounding decides how far.
    private const double LargestLeverage = 1 - 1e-6;

    /// <param name="count">Rows; at least <see cref="FewestRows"/>.</param>
    /// <param name="fit">Fits to the rows of these numbers.</param>
    /// <param name="visit">Given what was fitted, and the numbers of the rows that it was fitted without; each row comes once.</param>
    /// <typeparam name="T">What is fitted.</typeparam>
    public static void Run<T>(int count, Func<int[], T> fit, Action<T, int[]> visit)
    {
        foreach (var (fitted, others) in Split(count, Folds))
        {
            visit(fit(fitted), others);
        }
    }

    /// <summary>Splits rows into folds: of each the numbers of all other rows, and its own; rising.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="folds">How many folds.</param>
    public static IEnumerable<(int[] Fitted, int[] Others)> Split(int count, int folds)
    {
        var order = Shuffled(count);
        for (var fold = 0; fold < folds; fold++)
        {
            var start = (int)((long)count * fold / folds);
            var end = (int)((long)count * (fold + 1) / folds);
            yield return ([.. order[..start].Concat(order[end..]).Order()], [.. order[start..end].Order()]);
        }
    }

    /// <summary>Row numbers in an order that has nothing to do with that of the rows, which may repeat itself; always the same.</summary>
    private static int[] Shuffled(int count)
    {
        ulong[] keys = [.. Enumerable.Range(0, count).Select(row => SplitMix64.At(row))];
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>
    /// The squared distance of each row under a covariance fitted without it, from the one fitted with it. With v one of the n rows fitted to, less their mean, the others have the mean -v / (n - 1)
    /// and (n / (n - 1)) (S - v vᵀ / (n - 1)) for a covariance, so that by the formula of Sherman and Morrison (1950) the distance is n / (n - 1) * q / (1 - q / (n - 1)). Of a covariance drawn to its diagonal
    /// (<see cref="Whitening.Kept"/>, k) only k v vᵀ is taken away so, and of the diagonal (1 - k) v_d²: with u = S⁻¹ v, q is the sum of x_d / (1 - (1 - k) x_d / (n - 1)), x_d = v_d u_d, and counts k times in the denominator;
    /// that is what it is for k = 1 and k = 0, and near it between. As many rows to a
    /// number as the fit itself has: what folds leave out makes distances larger than those of later rows where rows are few. Of rows with holes n is the mean number of rows that have both numbers of a pair,
    /// and q the sum over what the row has: a covariance of pairs may be nearly indefinite, so that one fitted anew to some of the rows has distances of another scale.
    /// </summary>
    /// <param name="rows">Row-major [n, dimension]; NaN where a number was not observed.</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="whitening">The fit, with a full covariance.</param>
    /// <param name="fitted">Numbers of the rows that it was fitted to, at least two; others are as they are.</param>
    public static float[] LeftOut(float[] rows, int dimension, Whitening whitening, int[] fitted)
    {
        var distances = Distances(rows, dimension, whitening);
        float[] factors = [.. fitted.Select(row => ObservedDistance.Factor(dimension, ObservedDistance.Missing(rows.AsSpan(row * dimension, dimension))))];
        var pairs = factors.Sum(factor => 1.0 / factor / factor);
        var others = Math.Max(1, pairs - 1);
        var kept = whitening.Kept;
        Parallel.For(0, fitted.Length, i =>
        {
            var row = fitted[i];
            if (kept < 1)
            {
                distances[row] = factors[i] * (float)WithoutOwnVariance(rows.AsSpan(row * dimension, dimension), whitening, (1 - kept) / others);
            }

            var inverse = others - Math.Min(kept * (distances[row] / factors[i]), others * LargestLeverage);
            distances[row] = (float)(pairs / inverse * distances[row]);
        });
        return distances;
    }

    /// <summary>The squared distance where each variance is less by a share of the row's own deviation, squared; no number counts for more than if it were nearly all of its column's variance.</summary>
    private static double WithoutOwnVariance(ReadOnlySpan<float> row, Whitening whitening, double share)
    {
        var n = whitening.Dimension;
        float[] centered = new float[n], whitened = new float[n], solved = new float[n];
        whitening.Apply(row, centered, whitened);
        for (var i = 0; i < n; i++)
        {
            var line = whitening.Matrix.AsSpan(i * n, i + 1);
            TensorPrimitives.MultiplyAdd(line, whitened[i], solved.AsSpan(0, i + 1), solved.AsSpan(0, i + 1));
        }

        var sum = 0.0;
        for (var d = 0; d < n; d++)
        {
            var part = (double)centered[d] * solved[d];
            sum += part / (1 - Math.Min(share * part, LargestLeverage));
        }

        return sum;
    }

    /// <summary>The squared distance of each row under a covariance, over what was observed of it brought to a whole row's.</summary>
    /// <param name="rows">Row-major [n, dimension].</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="whitening">The fit.</param>
    public static float[] Distances(float[] rows, int dimension, Whitening whitening)
    {
        var distances = new float[rows.Length / dimension];
        Parallel.For(0, distances.Length, () => (Centered: new float[dimension], Whitened: new float[dimension]), (i, _, room) =>
        {
            var row = rows.AsSpan(i * dimension, dimension);
            whitening.Apply(row, room.Centered, room.Whitened);
            distances[i] = OrderedSums.SumOfSquares(room.Whitened) * ObservedDistance.Factor(dimension, ObservedDistance.Missing(row));
            return room;
        }, _ => { });
        return distances;
    }

    /// <summary>The squared distance of each row from the others.</summary>
    /// <param name="rows">Row-major [n, dimension]; at least <see cref="FewestRows"/> rows.</param>
    /// <param name="dimension">Length of a row.</param>
    /// <param name="fit">Fits to the rows of these numbers.</param>
    public static float[] SquaredDistances(float[] rows, int dimension, Func<int[], Whitening> fit)
    {
        var distances = new float[rows.Length / dimension];
        Run(distances.Length, fit, (whitening, others) =>
            Parallel.For(0, others.Length, () => (Centered: new float[dimension], Whitened: new float[dimension]), (i, _, room) =>
            {
                var row = rows.AsSpan(others[i] * dimension, dimension);
                whitening.Apply(row, room.Centered, room.Whitened);
                distances[others[i]] = OrderedSums.SumOfSquares<float>(room.Whitened) * ObservedDistance.Factor(dimension, ObservedDistance.Missing(row));
                return room;
            }, _ => { }));
        return distances;
    }
}
