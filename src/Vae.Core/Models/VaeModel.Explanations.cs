using System.Globalization;
using System.Numerics.Tensors;
using Vae.Core.Data;
using Vae.Core.Data.Texts;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Explanations;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Statistics;

namespace Vae.Core.Models;

/// <content>Why a row has its score.</content>
public sealed partial class VaeModel
{
    private Dictionary<int, TruthWords>? truths;

    /// <summary>What the table that was trained on calls truth values, by feature; found once.</summary>
    internal IReadOnlyDictionary<int, TruthWords> TruthsOfFeatures => truths ??= FindTruths();

    /// <summary>Splits the score of each row into one part a feature, which add up to it within rounding.</summary>
    /// <remarks>
    /// A score is shared out in proportion to the square of each feature's surprise, as <see cref="Explain(ReadOnlySpan{float})"/> says it in words: by how many sigma it lies from what the other features of the row
    /// lead one to expect; of a categorical column 2 log(p / q), p being what is expected of the likeliest level and q of the row's own. So what is farthest from expectation leads, and what is as expected has next to no part.
    /// Features that are more than three sigma off themselves, four at most, are not believed where others are expected. Of a log-likelihood what the row's score is above the least of the training rows is shared out so, and of that least
    /// score all features have the same part, which may be negative, because densities exceed 1. The part of a categorical column lies on the feature of the row's level; where that is unseen, on all of them alike.
    /// Rows of more than 512 features, and models of files that were written before, are split by what the score measures feature by feature: the squared error, the log-likelihood, or the corr-max transformation (Garthwaite and Koch 2016)
    /// of what is rebuilt; and what it measures of the code is shared out by surprise.
    /// </remarks>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="contributions">Receives as many values as <paramref name="rows"/> has; 0 for a value that was not observed, NaN for a row that has no score.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps nothing of the training rows.</exception>
    public void Contributions(ReadOnlySpan<float> rows, Span<float> contributions) =>
        Transform(rows, new VaeOutputs { Contributions = Wanted(contributions, rows.Length) });

    /// <summary>
    /// Splits the score of each row into one part a column of the table, which add up to it within rounding: the sums of <see cref="Contributions"/> over the features that a column takes.
    /// </summary>
    /// <param name="rows">Row-major expanded rows in raw units.</param>
    /// <param name="contributions">Receives rows * C values for the C columns of <see cref="Columns"/>, or for the features of a model without; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps nothing of the training rows.</exception>
    public void ColumnContributions(ReadOnlySpan<float> rows, Span<float> contributions) =>
        Transform(rows, new VaeOutputs { ColumnContributions = Wanted(contributions, rows.Length) });

    /// <summary>Explains the score of a row.</summary>
    /// <param name="row"><see cref="InputDimension"/> values in raw units; NaN where missing, if the model allows it.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="VaeDataException">The row holds NaN or an infinity, where these make a row invalid.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps nothing of the training rows.</exception>
    public RowExplanation Explain(ReadOnlySpan<float> row)
    {
        RequireOneRow(row.Length);
        var wide = new double[row.Length];
        for (var d = 0; d < wide.Length; d++)
        {
            wide[d] = ShortestNumber.Of(row[d]);
        }

        return Explain(wide);
    }

    private void RequireOneRow(int length, string row = "row")
    {
        if (length != InputDimension)
        {
            throw new ArgumentException(Invariant($"{length} values were given but a row has {InputDimension}; pass one row."), row);
        }
    }

    private RowExplanation ExplainRelative(float[] row, ReadOnlySpan<double> raw)
    {
        if (FirstUnusable(row) is >= 0 and var at)
        {
            throw new VaeDataException($"The row holds {raw[at].ToString(CultureInfo.InvariantCulture)} in {NameOf(at)} and has no score to explain; fill in the value.");
        }

        var (expected, sigmas) = Expect(row);
        Scaler.Unscale(expected, expected);
        var (score, probability, contributions) = (new float[1], new float[1], new float[InputDimension]);
        TransformRelative(row, Options.Scoring.Kind, new VaeOutputs { Scores = score, Probabilities = probability, Contributions = contributions });
        var features = new FeatureExplanation[InputDimension];
        for (var d = 0; d < features.Length; d++)
        {
            features[d] = new FeatureExplanation(
                d, NameOf(d), raw[d], ShortestNumber.Of(OriginOf(d), expected[d]), (float)(sigmas[d] / FactorOf(d) * Stretch(d, expected[d])), contributions[d]);
        }

        for (var i = 0; i < ConstantFeatures.Length; i++)
        {
            ref var constant = ref features[ConstantFeatures[i]];
            constant = constant with { Expected = ShortestNumber.Of(OriginOf(constant.Index), parts.Constants!.Values[i]), Sigma = 0, IsConstant = true };
        }

        foreach (var (feature, words) in TruthsOfFeatures)
        {
            features[feature] = features[feature] with { Truths = words };
        }

        return new RowExplanation(score[0], Threshold, probability[0], [.. features]);
    }

    private Dictionary<int, TruthWords> FindTruths()
    {
        var truths = new Dictionary<int, TruthWords>();
        if (Columns is not { } schema)
        {
            return truths;
        }

        var found = (Report.Data?.Columns ?? []).Where(column => column.Kind == ColumnKind.Binary).ToLookup(column => column.Name, TruthWords.Of, StringComparer.Ordinal);
        var told = (Report.Truths ?? []).ToLookup(column => column.Column, column => new TruthWords(column.False, column.True), StringComparer.Ordinal);
        for (var c = 0; c < schema.Columns.Length; c++)
        {
            var name = schema.Columns[c].Name;
            if (schema.Columns[c].Kind == ColumnKind.Binary && (found[name].FirstOrDefault() ?? told[name].FirstOrDefault()) is { } words)
            {
                truths[schema.Offset(c)] = words;
            }
        }

        return truths;
    }

    /// <summary>What is expected of the values of a row, and the standard deviation of that, in scaled units.</summary>
    private (float[] Expected, double[] Sigmas) Expect(float[] row)
    {
        var kept = explaining.Value;
        if (kept.Shares is { } shares)
        {
            var surprise = shares.Of(parts.Constants?.Held(row) ?? row);
            return ([.. surprise.Expected.Select(value => (float)value)], surprise.Sigmas);
        }

        var scaled = new float[InputDimension];
        Scaler.Scale(row, scaled);
        var surprises = new double[InputDimension];
        var filled = Filled(scaled);
        kept.Expectation.Surprises(filled, surprises);
        return ([.. surprises.Select((value, d) => (float)(filled[d] - (value * kept.Expectation.Deviation[d])))], kept.Expectation.Deviation);
    }

    /// <summary>Tells how far rows have moved from those that the model was trained on: the distribution of their scores, and each feature beside the others.</summary>
    /// <remarks>
    /// Training scores are those of <see cref="ScoringOptions.Kind"/>, found as <see cref="Scoring.ScoreDistribution.Origin"/> says: of a model of few rows whose origin is
    /// <see cref="ScoreOrigin.Training"/> they are too low, and so may look like drift. As many training rows as the covariance of the features takes numbers count for nothing, so that a model of fewer than some 1.2 rows a
    /// feature keeps to the level and tells next to no drift.
    /// </remarks>
    /// <param name="rows">The batch, in raw units; at least ten rows that can be scored. Rows that have no score are left out.</param>
    /// <param name="level">The chance of a false alarm, 0 to 0.5; default 0.01.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <exception cref="ArgumentException"><paramref name="level"/> is out of range.</exception>
    /// <exception cref="VaeDataException">The rows have another width than the model, or fewer than ten can be scored.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps nothing of the training rows.</exception>
    public DriftReport Compare(IRowSource rows, double level = 0.01, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Require.InRange(level, 0, 0.5, nameof(level));
        RequireCalibration();
        return DriftTest.Compare(this, rows, level, cancellationToken);
    }

    /// <summary>How much wider a small interval of a count's logarithm is in counts; 1 for other features.</summary>
    private double Stretch(int feature, double value) => Scaler.Counts is { } counts && counts.Features.Contains(feature) ? 1 + Math.Abs(value) : 1;

    internal double FactorOf(int feature) => Scaler.Kind == ScalingKind.None ? 1 : Scaler.Factor[feature];

    internal string NameOf(int feature) =>
        FeatureNames?[feature] ?? string.Create(CultureInfo.InvariantCulture, $"feature {feature + 1}");

    private void Contribute(ReadOnlySpan<float> rows, Span<float> contributions, Span<float> byColumn)
    {
        var usable = rows.ToArray();
        var invalid = new List<int>();
        for (var row = 0; row * InputDimension < rows.Length; row++)
        {
            if (!RowChecks.IsUsable(rows.Slice(row * InputDimension, InputDimension), AllowsMissing, plan.ContextDimension))
            {
                invalid.Add(row);
                usable.AsSpan(row * InputDimension, InputDimension).Clear();
            }
        }

        var (found, columns) = (new float[contributions.Length], new float[byColumn.Length]);
        if (explaining.Value.Shares is { } shares)
        {
            var scores = new float[rows.Length / InputDimension];
            pipeline.Transform(usable, scaled: false, Options.Scoring.Kind, new VaeOutputs { Scores = scores });
            shares.Compute(usable, scores, found, columns);
        }
        else
        {
            Scaler.Scale(usable, usable);
            Average(explaining.Value.Calculators, usable, found, columns);
        }

        found.CopyTo(contributions);
        columns.CopyTo(byColumn);
        Invalidate(contributions, InputDimension);
        Invalidate(byColumn, ColumnDimension);

        void Invalidate(Span<float> output, int width)
        {
            foreach (var row in output.IsEmpty ? [] : invalid)
            {
                output.Slice(row * width, width).Fill(float.NaN);
            }
        }
    }

    /// <summary>One a network of the ensemble.</summary>
    private static ContributionCalculator[] Calculators(ModelParts parts, IModelPipeline pipeline, LinearExpectation expectation) => parts.EnsembleSize == 1
        ? [new ContributionCalculator(parts, pipeline, expectation)]
        : [.. Enumerable.Range(0, parts.EnsembleSize).Select(parts.Member)
            .Select(member => new ContributionCalculator(member, ManagedPipeline.Create(member), expectation))];

    /// <summary>The mean of what networks say, as the score is the mean of theirs.</summary>
    private static void Average(ContributionCalculator[] calculators, float[] scaledRows, float[] contributions, float[] byColumn)
    {
        calculators[0].Compute(scaledRows, contributions, byColumn);
        if (calculators.Length == 1)
        {
            return;
        }

        var (others, othersByColumn) = (new float[contributions.Length], new float[byColumn.Length]);
        foreach (var calculator in calculators.AsSpan(1))
        {
            calculator.Compute(scaledRows, others, othersByColumn);
            TensorPrimitives.Add(contributions, others, contributions);
            TensorPrimitives.Add(byColumn, othersByColumn, byColumn);
        }

        TensorPrimitives.Divide(contributions, calculators.Length, contributions);
        TensorPrimitives.Divide(byColumn, calculators.Length, byColumn);
    }

    /// <summary>What explanations need, made by the first of them.</summary>
    private sealed record Explaining(LinearExpectation Expectation, ContributionCalculator[] Calculators, SurpriseShares? Shares)
    {
        public static Explaining Of(ModelParts parts, IModelPipeline pipeline)
        {
            var expectation = new LinearExpectation(parts.Calibration!.Expectation, parts.Plan().RowMap);
            return SurpriseShares.Apply(parts)
                ? new Explaining(expectation, [], new SurpriseShares(parts, pipeline, expectation))
                : new Explaining(expectation, VaeModel.Calculators(parts, pipeline, expectation), null);
        }
    }
}
