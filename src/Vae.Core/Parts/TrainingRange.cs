using System.Numerics;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Statistics;

namespace Vae.Core.Parts;

/// <summary>
/// The values that each feature had in training, in scaled units: from <see cref="Lower"/> to <see cref="Upper"/>. The network sees a value beyond at its nearest end, and the score adds weight * excess^2
/// of what it lies beyond: so no score falls when a value moves further out, whatever the network would have made of it, and one too large for a float is infinite. Immutable.
/// </summary>
internal sealed class TrainingRange
{
    /// <param name="lower">One finite number a feature.</param>
    /// <param name="upper">One finite number a feature, not below <paramref name="lower"/>.</param>
    /// <param name="weight">What an excess of 1, squared, adds to the whitened distance, for each feature: 1 over the variance of its residual; empty where the model has no whitening.</param>
    /// <exception cref="ArgumentException">The ends do not fit.</exception>
    public TrainingRange(float[] lower, float[] upper, float[] weight)
    {
        for (var d = 0; d < lower.Length; d++)
        {
            if (!(lower[d] <= upper[d]))
            {
                throw new ArgumentException(Invariant($"the range of feature {d + 1} begins at {lower[d]} and ends at {upper[d]}"));
            }
        }

        if (weight.Any(value => !(value >= 0)))
        {
            throw new ArgumentException("a weight is below 0");
        }

        (Lower, Upper, Weight) = (lower, upper, weight);
    }

    /// <summary>The least value of each feature.</summary>
    public float[] Lower { get; }

    /// <summary>The largest.</summary>
    public float[] Upper { get; }

    /// <summary>Of the whitened distance; empty where there is none.</summary>
    public float[] Weight { get; }

    /// <summary>The range of rows; of a feature that is never observed it is 0, and of binary and categorical ones 0 to 1 at least.</summary>
    /// <param name="scaledRows">Row-major; NaN is left out.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="schema">What the features mean, or null.</param>
    public static TrainingRange Of(ReadOnlySpan<float> scaledRows, int width, TableSchema? schema)
    {
        var (lower, upper) = (new float[width], new float[width]);
        lower.AsSpan().Fill(float.PositiveInfinity);
        upper.AsSpan().Fill(float.NegativeInfinity);
        for (var start = 0; start < scaledRows.Length; start += width)
        {
            var row = scaledRows.Slice(start, width);
            for (var d = 0; d < width; d++)
            {
                lower[d] = row[d] < lower[d] ? row[d] : lower[d];
                upper[d] = row[d] > upper[d] ? row[d] : upper[d];
            }
        }

        for (var d = 0; d < width; d++)
        {
            (lower[d], upper[d]) = lower[d] <= upper[d] ? (Finite(lower[d]), Finite(upper[d])) : (0, 0);
        }

        for (var c = 0; c < (schema?.Columns.Length ?? 0); c++)
        {
            if (schema!.Columns[c].Kind is ColumnKind.Binary or ColumnKind.Categorical)
            {
                for (var d = schema.Offset(c); d < schema.Offset(c) + schema.Columns[c].Width; d++)
                {
                    (lower[d], upper[d]) = (Math.Min(lower[d], 0), Math.Max(upper[d], 1));
                }
            }
        }

        return new TrainingRange(lower, upper, []);
    }

    /// <summary>The same range with the weights of a whitening, the mean over an ensemble's.</summary>
    /// <param name="whitenings">One a network, over residuals and codes.</param>
    /// <param name="plan">The network, which says which feature makes which residual. A context makes none, and has a weight of 0.</param>
    public TrainingRange WithWeights(IReadOnlyList<Whitening> whitenings, VaePlan plan)
    {
        var map = plan.Map;
        var weight = new float[Lower.Length];
        foreach (var whitening in whitenings)
        {
            var variances = whitening.Variances();
            for (var d = 0; d < plan.OutputDimension; d++)
            {
                // The levels of a categorical column are 0 or 1: what lies beyond is no value of it, and counts as it is.
                var own = map is { } columns && columns.IsCategorical(columns.ColumnOf(d)) ? 1 : 1 / variances[map?.ColumnOf(d) ?? d];
                weight[d] += (float)Math.Min(own / whitenings.Count, float.MaxValue / 4 / whitenings.Count);
            }
        }

        return new TrainingRange(Lower, Upper, weight);
    }

    /// <summary>Whether a row lies within; what is missing does.</summary>
    public bool Holds(ReadOnlySpan<float> row)
    {
        var d = 0;
        for (; d <= row.Length - Vector<float>.Count; d += Vector<float>.Count)
        {
            var values = new Vector<float>(row[d..]);
            if (Vector.LessThanAny(values, new Vector<float>(Lower, d)) || Vector.GreaterThanAny(values, new Vector<float>(Upper, d)))
            {
                return false;
            }
        }

        for (; d < row.Length; d++)
        {
            if (row[d] < Lower[d] || row[d] > Upper[d])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves what lies beyond to the nearest end, and says by how much.</summary>
    /// <param name="row">The scaled row; infinite where scaling overflowed.</param>
    /// <param name="excess">Receives what was taken from each value; 0 for those within and for missing ones.</param>
    public void Hold(Span<float> row, Span<float> excess)
    {
        var d = 0;
        for (; d <= row.Length - Vector<float>.Count; d += Vector<float>.Count)
        {
            var values = new Vector<float>(row[d..]);
            var held = HeldBetween(values, new Vector<float>(Lower, d), new Vector<float>(Upper, d));
            var beyond = Vector.Min(Vector.Max(values - held, new Vector<float>(-float.MaxValue)), new Vector<float>(float.MaxValue));
            Vector.ConditionalSelect(Vector.Equals(values, values), beyond, Vector<float>.Zero).CopyTo(excess[d..]);
            held.CopyTo(row[d..]);
        }

        for (; d < row.Length; d++)
        {
            var value = row[d];
            var held = value < Lower[d] ? Lower[d] : value > Upper[d] ? Upper[d] : value;
            excess[d] = float.IsNaN(value) ? 0 : Finite(value - held);
            row[d] = held;
        }
    }

    /// <summary>What an excess adds to a score: the sum of weight * excess^2; infinite where a float cannot hold it.</summary>
    public static float Penalty(ReadOnlySpan<float> excess, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var d = 0; d < excess.Length; d++)
        {
            sum += (double)excess[d] * excess[d] * weights[d];
        }

        return (float)sum;
    }

    /// <summary>The weight of each feature in the unit of a score; 0 of a context.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="kind">
    /// Squared error: 1. Whitened distance: <see cref="Weight"/>. Reference distance: that over its unit, and 1 over the units of the squared distances. Likelihoods: 1 / (2 sigma^2) of a Gaussian feature;
    /// of all others log(n + 1), n the training rows: being off by 1 costs what a level never seen does.
    /// </param>
    public float[] Weights(ModelParts parts, ScoreKind kind)
    {
        var weights = new float[Lower.Length];
        var references = parts.References;
        var plan = parts.Plan();
        var unseen = (float)Math.Log(Math.Max(1, parts.TrainingRows) + 1.0);
        var logSigma = parts.Options.Likelihood is GaussianLikelihood gaussian ? FeatureLoss.LogSigma(parts, gaussian) : [];
        for (var d = 0; d < plan.OutputDimension; d++)
        {
            var isGaussian = plan.Map is { } map ? map.KindOf(d) == FeatureRunKind.Gaussian : logSigma.Length > 0;
            var own = Weight.Length > 0 ? Weight[d] : 1;
            weights[d] = kind switch
            {
                ScoreKind.SquaredError => 1,
                ScoreKind.WhitenedDistance => own,
                ScoreKind.ReferenceDistance => references is null ? 1 : Math.Min(float.MaxValue / 4, (own / references.WhitenedUnit) + references.WeightOfSquare),
                _ => isGaussian ? (float)Math.Min(float.MaxValue / 4, 0.5 * Math.Exp(-2 * logSigma[d])) : unseen,
            };
        }

        return weights;
    }

    // What is NaN is neither below nor above.
    private static Vector<float> HeldBetween(Vector<float> values, Vector<float> lower, Vector<float> upper) =>
        Vector.ConditionalSelect(Vector.LessThan(values, lower), lower, Vector.ConditionalSelect(Vector.GreaterThan(values, upper), upper, values));

    private static float Finite(float value) => Math.Clamp(value, -float.MaxValue, float.MaxValue);
}
