using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <summary>
/// Finds the training rows that the network explains worst, so that the next epochs can do without them (iterative trimmed loss minimisation, Shen and Sanghavi
/// 2019): what is odd among many rows is learned last. Works on the parameters alone, whatever engine trains them.
/// </summary>
internal sealed class RowTrimmer(VaeOptions options, TrainingRows rows)
{
    private readonly int modelCount = new ParameterLayout(VaePlan.Create(options, rows.Width)).Count;

    /// <summary>The numbers of the rows to go on with, rising.</summary>
    /// <param name="parameters">The model's, and perhaps those of other networks behind them.</param>
    public int[] Keep(ReadOnlySpan<float> parameters)
    {
        // The rows are scaled already, and there is no report yet: a pipeline reads none.
        var parts = new ModelParts(
            options, rows.Width, parameters[..modelCount].ToArray(), FeatureScaler.Identity(rows.Width), null, 0, default, null!)
        {
            TrainingRows = rows.TrainingRowCount,
        };
        var losses = new float[rows.Sample.Length / rows.Width];
        ManagedPipeline.Create(parts).Transform(
            rows.Sample.Span, scaled: true, ScoreKind.ReconstructionLogLikelihood, new VaeOutputs { Scores = losses });
        var order = Enumerable.Range(0, losses.Length).ToArray();

        // Ties fall to the earlier row, so that the same parameters always keep the same rows.
        Array.Sort(order, (left, right) => losses[left] != losses[right] ? losses[left].CompareTo(losses[right]) : left.CompareTo(right));
        var kept = order[..Math.Max(1, losses.Length - Trimmed(order))];
        Array.Sort(kept);
        return kept;
    }

    /// <summary>How many of the last rows go; where rows have weights, as many as make up no more than the share, each as a whole.</summary>
    private int Trimmed(int[] order)
    {
        var share = (double)options.Training.TrimShare;
        if (rows.Weights is not { } weights)
        {
            return (int)(order.Length * share);
        }

        var (trimmed, left) = (0, weights.Total * share);
        while (trimmed < order.Length && (left -= weights.Counts[order[^(trimmed + 1)]]) >= 0)
        {
            trimmed++;
        }

        return trimmed;
    }
}
