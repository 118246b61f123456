using System.Numerics.Tensors;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;
using Vae.Core.Statistics;

namespace Vae.Core.Explanations;

/// <summary>
/// Splits a row's score into parts in proportion to s_c + 1e-6, s the squared surprises of its columns (<see cref="TrustedExpectation"/>): the value that leads is the one farthest, in sigmas, from what the others lead one to expect, and one
/// that is as expected has next to no part. What was not observed has none, nor has a context. A log-likelihood has no zero where all is as expected: of it every column has the same part of the least score of training rows (<see cref="Least"/>),
/// and what the row's is more is split so.
/// </summary>
internal sealed class SurpriseShares
{
    private readonly IModelPipeline pipeline;
    private readonly FeatureScaler scaler;
    private readonly FeatureScaler unclipped;
    private readonly TrustedExpectation expectation;
    private readonly FeatureMap? map;
    private readonly int features;
    private readonly int outputs;
    private readonly int columns;
    private readonly int contextColumns;
    private readonly double least;

    /// <param name="parts">A model to which they apply.</param>
    /// <param name="pipeline">The same model's.</param>
    /// <param name="linear">Of its training rows.</param>
    public SurpriseShares(ModelParts parts, IModelPipeline pipeline, LinearExpectation linear)
    {
        (this.pipeline, scaler, unclipped) = (pipeline, parts.Scaler, parts.Scaler.Unclipped());
        var plan = parts.Plan();
        (map, features, outputs) = (plan.Map, parts.InputDimension, plan.OutputDimension);
        (columns, contextColumns) = (plan.ResidualDimension, parts.Options.ContextColumnCount);
        expectation = new TrustedExpectation(linear, plan.RowMap, plan.ContextDimension, parts.FillsUnseenLevels);
        least = Least(parts);
    }

    /// <summary>Whether a model's scores are split so: not those of models written before, nor rows too wide for a full covariance.</summary>
    public static bool Apply(ModelParts parts) => parts.SharesBySurprise && parts.Calibration is { Expectation.IsDiagonal: false };

    /// <summary>What of a score is no surprise, a column: 0 for distances and squared errors; of a log-likelihood the least of training rows over the number of columns.</summary>
    public static double Least(ModelParts parts) => parts.Options.Scoring.Kind is ScoreKind.ReferenceDistance or ScoreKind.WhitenedDistance or ScoreKind.SquaredError
        ? 0
        : (double)parts.Calibration!.Scores.Scores[0] / parts.Plan().ResidualDimension;

    /// <summary>What is expected of one row.</summary>
    /// <param name="row">D values as the network sees them, but not scaled; NaN where missing.</param>
    public RowSurprise Of(float[] row) => expectation.Of(Filled(row), row);

    /// <summary>Parts of the scores of rows.</summary>
    /// <param name="rows">Row-major [rows, D], not scaled; NaN where a value is missing.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="perFeature">Receives [rows, D], or is empty.</param>
    /// <param name="perColumn">Receives [rows, C], C being D where all features are of one kind, with the columns of a context, or is empty.</param>
    public void Compute(float[] rows, float[] scores, float[] perFeature, float[] perColumn)
    {
        var filled = Filled(rows);
        Parallel.For(0, scores.Length, row =>
        {
            var own = rows.AsSpan(row * features, features);
            var scaled = filled.AsSpan(row * features, features);
            var sums = Parts(Shares(own, scaled), scores[row]);
            if (perColumn.Length > 0)
            {
                TensorPrimitives.ConvertTruncating<double, float>(sums, perColumn.AsSpan(row * (columns + contextColumns), columns));
            }

            if (perFeature.Length > 0)
            {
                var placed = map is null ? sums : new double[outputs];
                map?.Place(Levels(own, scaled), sums, placed);
                TensorPrimitives.ConvertTruncating<double, float>(placed, perFeature.AsSpan(row * features, outputs));
            }
        });
    }

    /// <summary>Rows scaled, but as large as they are, with what is missing imputed.</summary>
    private double[] Filled(float[] rows)
    {
        var (scaled, whole) = (new float[rows.Length], new float[rows.Length]);
        unclipped.Scale(rows, whole);
        scaler.Scale(rows, scaled);

        // A row with an infinity, from a scaling that overflowed, would be none to the network.
        TensorPrimitives.Clamp(scaled, -float.MaxValue, float.MaxValue, scaled);
        var imputed = FilledRows.Of(pipeline, scaled);
        return [.. whole.Select((value, i) => (double)(float.IsNaN(value) ? imputed[i] : value))];
    }

    /// <summary>A scaled row with NaN where a value is missing.</summary>
    private static float[] Levels(ReadOnlySpan<float> row, ReadOnlySpan<double> scaled)
    {
        var levels = new float[row.Length];
        for (var d = 0; d < levels.Length; d++)
        {
            levels[d] = float.IsNaN(row[d]) ? float.NaN : (float)scaled[d];
        }

        return levels;
    }

    private double[] Shares(ReadOnlySpan<float> row, ReadOnlySpan<double> filled)
    {
        var shares = new double[columns];
        expectation.Of(filled, row).SquaresByColumn(filled, map, shares);
        for (var c = 0; c < columns; c++)
        {
            shares[c] = float.IsNaN(row[map?.StartOf(c) ?? c]) ? 0 : shares[c] + ContributionCalculator.SmallestShare;
        }

        TensorPrimitives.Divide(shares, OrderedSums.Sum<double>(shares), shares);
        return shares;
    }

    /// <summary>The parts of a score. Of one that a float cannot hold the largest is infinite, and the others are those of the largest float.</summary>
    private double[] Parts(double[] shares, float score)
    {
        var observed = shares.Count(share => share > 0);
        var whole = Math.Clamp((double)score, -float.MaxValue, float.MaxValue);
        var ordinary = Math.Min(least, whole / observed);
        var rest = whole - (ordinary * observed);
        var largest = TensorPrimitives.Max<double>(shares);
        return [.. shares.Select(share => float.IsInfinity(score) && share == largest ? score : share == 0 ? 0 : ordinary + (share * rest))];
    }
}
