using System.Numerics.Tensors;

namespace Vae.Core.Statistics;

/// <summary>
/// What the values of one row lead one to expect of each other while some of them are taken out, as if they had not been observed. With P the precision matrix, v = x - mean and T the values taken out, each is a step of Gauss and
/// Jordan's elimination (a sweep, Goodnight 1979) on [P, P v]. The matrix itself is not changed: a step keeps its column, and the columns of later ones are made with it, so that k of them cost k² + k vectors.
/// </summary>
internal sealed class SweptRow
{
    /// <summary>No conditional variance is a larger multiple of the one given all values: beyond, rounding rules it.</summary>
    public const double LeastPart = 1e-9;

    private readonly double[] precision;
    private readonly double[] least;
    private readonly List<(double[] Column, double Pivot, int At)> steps = [];

    /// <param name="precision">P, row-major [n, n].</param>
    /// <param name="diagonal">Its diagonal.</param>
    /// <param name="products">P v, which become those of the row.</param>
    public SweptRow(double[] precision, double[] diagonal, double[] products)
    {
        this.precision = precision;
        Products = products;
        Diagonal = [.. diagonal];
        IsOut = new bool[diagonal.Length];
        least = [.. diagonal.Select(value => value * LeastPart)];
    }

    /// <summary>Of a value that is in, the difference from what the others that are in lead one to expect, over its conditional variance; of one that is out, that difference.</summary>
    public double[] Products { get; }

    /// <summary>Of a value that is in, 1 over its variance given the others that are in; of one that is out, its variance given those.</summary>
    public double[] Diagonal { get; }

    /// <summary>Which values are out.</summary>
    public bool[] IsOut { get; }

    /// <summary>How many values are out.</summary>
    public int Count => steps.Count;

    /// <summary>How far a value lies from what those that are in lead one to expect of it, in squared standard deviations; of one that is in, what the row's squared distance loses when it is taken out.</summary>
    public double Gain(int value) => Products[value] * Products[value] / Diagonal[value];

    /// <summary>What the squared distance loses besides, at most, when one more value is taken out behind <paramref name="first"/>, while none is out.</summary>
    /// <param name="first">A value.</param>
    /// <param name="candidates">Which may be the other.</param>
    /// <param name="precedence">By so much the gain of each value counts less than that of the one before.</param>
    public double BestSecond(int first, bool[] candidates, double precedence)
    {
        var row = precision.AsSpan(first * Diagonal.Length, Diagonal.Length);
        var (difference, best) = (Products[first] / Diagonal[first], 0.0);
        for (var d = 0; d < row.Length; d++)
        {
            // Of the first itself nothing is left.
            var product = Products[d] - (row[d] * difference);
            var variance = Math.Max(Diagonal[d] - (row[d] * row[d] / Diagonal[first]), least[d]);
            best = candidates[d] ? Math.Max(best, (product * product / variance) - (precedence * d)) : best;
        }

        return best;
    }

    /// <summary>Takes a value out.</summary>
    public void TakeOut(int value)
    {
        var n = Diagonal.Length;
        var column = precision.AsSpan(value * n, n).ToArray();
        foreach (var (taken, divisor, at) in steps)
        {
            TensorPrimitives.MultiplyAdd(taken, -column[at] / divisor, column, column);
        }

        var pivot = Diagonal[value];
        for (var d = 0; d < n; d++)
        {
            var change = column[d] * column[d] / pivot;
            Diagonal[d] = d == value ? 1 / pivot : IsOut[d] ? Diagonal[d] + change : Math.Max(Diagonal[d] - change, least[d]);
        }

        // So that the step divides the value's own number by the pivot, as it subtracts from the others.
        column[value] = pivot - 1;
        TensorPrimitives.MultiplyAdd(column, -Products[value] / pivot, Products, Products);
        IsOut[value] = true;
        steps.Add((column, pivot, value));
    }
}
