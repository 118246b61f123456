using Vae.Core.Data;
using Vae.Core.Networks;

namespace Vae.Core.Training;

/// <summary>
/// Makes a level of the context that training never saw the mean of those that it saw. Such a level is a row of zeros where each other one has a one, of which the network knows nothing: what it makes of zeros is as far off as chance
/// has it, and an ordinary row would be an anomaly for its context alone. The network of x + (1 - sum of x) m, with m the share of each level, is the network itself with other weights, W - (W m) 1' and b + W m in the layers that
/// read the context: the same for every level that training saw, and for others as between all of them. A level of a few rows among many, of which the network has learned those rows and not what they have in common, is seen so too.
/// </summary>
internal static class UnseenContext
{
    // Rows without a level (TableColumn folds rare ones) teach the network what zeros are; a few do not.
    private const int RowsThatTeach = 20;

    // Where most levels are of few rows, they are what the network has learned.
    private const double LargestRareShare = 0.05;

    /// <summary>Changes the weights of a trained network.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="layout">Where its parameters are.</param>
    /// <param name="schema">What its features are; null where all are numbers, which leaves it as it is.</param>
    /// <param name="rows">Training rows, scaled, which leaves levels 0 and 1; row-major.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="keepsRare">Whether levels of few rows stay what they are: where a model goes on, others have taught it what they mean.</param>
    /// <param name="weights">For how many rows each counts; null for one.</param>
    public static void Blend(VaePlan plan, ParameterLayout layout, TableSchema? schema, ReadOnlySpan<float> rows, Span<float> parameters, bool keepsRare = false, RowWeights? weights = null)
    {
        for (var column = 0; column < schema?.Columns.Length; column++)
        {
            var first = schema.Offset(column);
            if (first < plan.OutputDimension || schema.Columns[column].Kind != ColumnKind.Categorical)
            {
                continue;
            }

            var counts = Counts(rows, plan.InputDimension, first, schema.Columns[column].Width, weights);
            var known = counts.Sum();
            if (known > 0 && (weights?.Total ?? rows.Length / plan.InputDimension) - known < RowsThatTeach)
            {
                var shares = Array.ConvertAll(counts, count => count / known);
                var isRare = Array.ConvertAll(counts, count => count < RowsThatTeach);
                if (keepsRare || counts.Where((_, level) => isRare[level]).Sum() > LargestRareShare * known)
                {
                    isRare.AsSpan().Clear();
                }

                Blend(plan.Encoder.Layers.OfType<LinearLayer>().FirstOrDefault() ?? plan.Mean, layout, first, shares, isRare, parameters);
                if (plan.Encoder.Layers.OfType<LinearLayer>().Any() is false && plan.LogVariance is { } logVariance)
                {
                    Blend(logVariance, layout, first, shares, isRare, parameters);
                }

                Blend(plan.Decoder.Layers.OfType<LinearLayer>().First(), layout, plan.LatentDimension + first - plan.OutputDimension, shares, isRare, parameters);
            }
        }
    }

    private static void Blend(LinearLayer layer, ParameterLayout layout, int first, double[] shares, bool[] isRare, Span<float> parameters)
    {
        var weights = layout[layer.WeightName].Of(parameters);
        var biases = layout[layer.BiasName].Of(parameters);
        for (var output = 0; output < layer.Outputs; output++)
        {
            var levels = weights.Slice((output * layer.Inputs) + first, shares.Length);
            double mean = 0;
            for (var level = 0; level < shares.Length; level++)
            {
                mean += levels[level] * shares[level];
            }

            for (var level = 0; level < shares.Length; level++)
            {
                levels[level] = isRare[level] ? 0 : (float)(levels[level] - mean);
            }

            biases[output] = (float)(biases[output] + mean);
        }
    }

    private static double[] Counts(ReadOnlySpan<float> rows, int width, int first, int levels, RowWeights? weights)
    {
        var counts = new double[levels];
        for (var row = 0; row + width <= rows.Length; row += width)
        {
            for (var level = 0; level < levels; level++)
            {
                counts[level] += rows[row + first + level] > 0.5f ? weights?.Counts[row / width] ?? 1 : 0;
            }
        }

        return counts;
    }
}
