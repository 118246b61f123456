using System.Numerics.Tensors;
using Vae.Core.Likelihoods;

namespace Vae.Core.Statistics;

/// <summary>
/// What the values of a row that can be trusted lead one to expect of each of its values: the mean and standard deviation given the others (<see cref="LinearExpectation"/>) without those few that are far off themselves. A wrong
/// value makes its neighbours look wrong, and two of them may make each other look right; taken out, as if they had not been observed, they do neither.
/// </summary>
/// <remarks>
/// A set of values taken out lowers the row's squared Mahalanobis distance by what cannot be reconciled with the others. The set is grown as long as one more lowers it by more than <see cref="LeastGain"/>, to
/// <see cref="MostDoubted"/> values: the first is that one of the <see cref="Candidates"/> farthest ones which, with the best other beside it where that pays, lowers it most; then the best is taken one by one. Of equal ones the first is taken.
/// Levels of categorical columns, a row's context and what was not observed are never taken out. A level never seen is as one that was not observed: of the row other values are expected as if the column were what they lead one to expect of it.
/// </remarks>
internal sealed class TrustedExpectation
{
    /// <summary>Values taken out of a row, at most.</summary>
    public const int MostDoubted = 4;

    /// <summary>Among so many the first of them is looked for.</summary>
    public const int Candidates = 8;

    /// <summary>Squared standard deviations: a value three off is doubted.</summary>
    public const double LeastGain = 9;

    /// <summary>A value is taken to be no farther from its mean than so many of its conditional standard deviations, where squares still leave digits for the others.</summary>
    public const double MostDeviations = 1e6;

    /// <summary>By so much a value's gain counts less than that of the one before it, so that equal ones are told apart in the same way whatever rounds them.</summary>
    public const double Precedence = 1e-3;

    /// <summary>A column whose levels add up to less has none that was seen.</summary>
    public const double HalfOfALevel = 0.5;

    private readonly LinearExpectation linear;
    private readonly FeatureMap? map;
    private readonly double[] precision;
    private readonly double[] diagonal;
    private readonly double[] farthest;
    private readonly bool[] isNumber;
    private readonly bool fillsUnseen;

    /// <param name="linear">Of a full covariance.</param>
    /// <param name="map">Columns of several kinds; null where there are none.</param>
    /// <param name="context">How many of the last features are the context of the others.</param>
    /// <param name="fillsUnseen">Whether a level never seen says nothing of the other columns, as if it had not been observed.</param>
    public TrustedExpectation(LinearExpectation linear, FeatureMap? map, int context = 0, bool fillsUnseen = true)
    {
        this.fillsUnseen = fillsUnseen;
        (this.linear, this.map) = (linear, map);
        precision = linear.Precision();
        diagonal = [.. Enumerable.Range(0, linear.Dimension).Select(d => precision[(d * linear.Dimension) + d])];
        farthest = [.. diagonal.Select(value => MostDeviations / Math.Sqrt(value))];
        isNumber = Numbers(linear.Dimension, map, context);
    }

    /// <summary>Which features are neither levels of a categorical column nor context, and may be taken out.</summary>
    public static bool[] Numbers(int features, FeatureMap? map, int context) =>
        [.. Enumerable.Range(0, features).Select(d => d < features - context && (map is null || !map.IsCategorical(map.ColumnOf(d))))];

    /// <summary>What is expected of the values of a row.</summary>
    /// <param name="filled">The scaled row, in doubles, with what was not observed imputed; an infinity counts as a value far off.</param>
    /// <param name="observed">The same with NaN in the place of what was not observed.</param>
    public RowSurprise Of(ReadOnlySpan<double> filled, ReadOnlySpan<float> observed)
    {
        var n = linear.Dimension;
        var (centered, products, candidates) = (new double[n], new double[n], new bool[n]);
        for (var d = 0; d < n; d++)
        {
            centered[d] = Math.Clamp(filled[d] - linear.Center[d], -farthest[d], farthest[d]);
            candidates[d] = isNumber[d] && !float.IsNaN(observed[d]);
        }

        linear.Products(centered, products);
        var levels = (double[])products.Clone();
        if (fillsUnseen)
        {
            FillUnseen(filled, products, levels);
        }

        var row = new SweptRow(precision, diagonal, products);
        for (var next = First(row, candidates); next >= 0; next = row.Count < MostDoubted ? Best(row, candidates) : -1)
        {
            row.TakeOut(next);
            candidates[next] = false;
        }

        var (differences, sigmas) = (new double[n], new double[n]);
        for (var d = 0; d < n; d++)
        {
            (differences[d], sigmas[d]) = row.IsOut[d]
                ? (row.Products[d], Math.Sqrt(row.Diagonal[d]))
                : (row.Products[d] / row.Diagonal[d], 1 / Math.Sqrt(row.Diagonal[d]));
        }

        foreach (var run in map?.Softmaxes ?? [])
        {
            linear.Deviation.AsSpan(run.Start, run.Count).CopyTo(sigmas.AsSpan(run.Start));
        }

        linear.LevelDifferences(levels, differences);
        var expected = centered.Select((value, d) => linear.Center[d] + value - differences[d]).ToArray();
        return new RowSurprise(expected, differences, sigmas, row.IsOut);
    }

    /// <summary>
    /// Makes of P v that of the row in which each level never seen is what the other columns lead one to expect. A row without any level is like none that there was, and would shift all that is expected.
    /// </summary>
    /// <param name="row">The row: zeros where a column's level was never seen.</param>
    /// <param name="products">P v.</param>
    /// <param name="levels">Receives it in the places of levels that were seen; those of the others are expected given what they were.</param>
    private void FillUnseen(ReadOnlySpan<double> row, double[] products, double[] levels)
    {
        var n = linear.Dimension;
        var differences = new double[n];
        List<FeatureRun> seen = [];
        foreach (var run in map?.Softmaxes ?? [])
        {
            if (TensorPrimitives.Sum(row.Slice(run.Start, run.Count)) >= HalfOfALevel)
            {
                seen.Add(run);
                continue;
            }

            linear.LevelDifferences(products, differences);
            for (var d = run.Start; d < run.End; d++)
            {
                TensorPrimitives.MultiplyAdd(precision.AsSpan(d * n, n), -differences[d], products, products);
            }
        }

        foreach (var run in seen)
        {
            products.AsSpan(run.Start, run.Count).CopyTo(levels.AsSpan(run.Start));
        }
    }

    /// <summary>The first value to take out; -1 for none.</summary>
    private static int First(SweptRow row, bool[] candidates)
    {
        var gains = Gains(row, candidates);
        int[] order = [.. Enumerable.Range(0, gains.Length).Where(d => candidates[d]).OrderByDescending(d => gains[d]).Take(Candidates)];
        var (best, most) = (-1, LeastGain);
        foreach (var d in order)
        {
            // Each value that is taken out has to be worth so much.
            var gain = gains[d] + Math.Max(0, row.BestSecond(d, candidates, Precedence) - LeastGain);
            (best, most) = gain > most ? (d, gain) : (best, most);
        }

        return best;
    }

    private static int Best(SweptRow row, bool[] candidates)
    {
        var gains = Gains(row, candidates);
        var (best, most) = (-1, LeastGain);
        for (var d = 0; d < gains.Length; d++)
        {
            (best, most) = candidates[d] && gains[d] > most ? (d, gains[d]) : (best, most);
        }

        return best;
    }

    private static double[] Gains(SweptRow row, bool[] candidates) =>
        [.. candidates.Select((candidate, d) => candidate ? row.Gain(d) - (Precedence * d) : 0)];
}
