using System.Collections.Immutable;
using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Data.Options;

namespace Vae.MLNet;

/// <summary>Makes variational autoencoders for ML.NET pipelines; reached as <c>mlContext.Vae</c>.</summary>
/// <remarks>In a language without extension properties, construct it: <c>new VaeCatalog(mlContext)</c>.</remarks>
/// <example>
/// <code>
/// var ml = new MLContext(seed: 0);
/// var pipeline = ml.Transforms.Concatenate("Features", "A", "B", "C").Append(ml.Vae.DetectAnomalies());
/// var scored = pipeline.Fit(data).Transform(data);   // adds Score and PredictedLabel
/// </code>
/// </example>
public sealed partial class VaeCatalog
{
    private readonly MLContext context;

    /// <summary>Makes components that log to, and draw their seeds from, a context.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public VaeCatalog(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        this.context = context;
    }

    /// <summary>Learns what the training rows have in common and scores each row by how far it is from that; adds <c>Score</c> and
    /// <c>PredictedLabel</c>.</summary>
    /// <remarks>
    /// Train on normal rows where they are known, on all rows where they are not. No normaliser is needed before it: scaling is part of
    /// the model.
    /// Evaluate with <c>mlContext.AnomalyDetection.Evaluate</c>, whose label must be a Single, 1 for an anomaly. It leaves out rows without a score (NaN), which hold a missing value or an infinity, and says
    /// nothing of them; <see cref="MLContext.Log"/> warns of their number when the scored rows are read to their end, as it does of values far outside the training range and of unseen levels.
    /// </remarks>
    /// <param name="featureColumnName">A known-size vector of Single (or one Single), in raw units.</param>
    /// <param name="contamination">Share of the training rows that the threshold flags; 0 to 0.5, default 0.1.</param>
    /// <param name="latentDimension">Numbers in the latent code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="normalRowsOnly">Whether the training rows are known to hold no anomalies, or are left without them by <paramref name="labelColumnName"/>: then the score trims none of them away
    /// (<see cref="ScoringOptions.ForNormalRows"/>). Default false.</param>
    /// <param name="labelColumnName">With <paramref name="normalRowsOnly"/>: the column of labels by which anomalies are left out of training (<see cref="VaeEstimatorOptions.NormalRowsOnly"/>); null (default) where there
    /// are none.</param>
    /// <param name="normalLabel">The label of normal rows where it is another than 0, false or the first value of a key. Default null.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator DetectAnomalies(
        string featureColumnName = "Features",
        double contamination = 0.1,
        int? latentDimension = null,
        int? epochs = null,
        bool normalRowsOnly = false,
        string? labelColumnName = null,
        string? normalLabel = null) => DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            FeatureColumnName = featureColumnName,
            LabelColumnName = labelColumnName,
            NormalRowsOnly = normalRowsOnly && labelColumnName is not null,
            NormalLabel = NormalLabel(normalLabel, labelColumnName),
            Model = Model(latentDimension, epochs) with { Scoring = Scoring(contamination, normalRowsOnly) },
        });

    /// <summary>Learns what the training rows have in common from several columns, of numbers and of text, and scores each row by how far it is from that; adds
    /// <c>Score</c> and <c>PredictedLabel</c>. No step is needed before it: not one that makes one column of several, nor encodes text, nor normalises.</summary>
    /// <remarks>
    /// Text becomes categorical by the levels that fitting finds, at most 256 a column, keys by their values, and Booleans binary; a level that fitting did not see is scored as
    /// such. Numbers are numeric unless <paramref name="kinds"/> declares them counts, binary or (whole numbers) categorical. More is in
    /// <see cref="VaeEstimatorOptions.Inference"/>. The levels are part of the model and of every file that it is saved to.
    /// </remarks>
    /// <param name="inputColumnNames">The columns: Single, Double or whole numbers, Boolean, text or keys, or known-size vectors of these.</param>
    /// <param name="contamination">Share of the training rows that the threshold flags; 0 to 0.5, default 0.1.</param>
    /// <param name="latentDimension">Numbers in the latent code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="kinds">Kinds that the columns' types do not tell, by name; null (default) for none.</param>
    /// <param name="normalRowsOnly">Whether the training rows are known to hold no anomalies, or are left without them by <paramref name="labelColumnName"/>: then the score trims none of them away
    /// (<see cref="ScoringOptions.ForNormalRows"/>). Default false.</param>
    /// <param name="labelColumnName">With <paramref name="normalRowsOnly"/>: the column of labels by which anomalies are left out of training (<see cref="VaeEstimatorOptions.NormalRowsOnly"/>); null (default) where there
    /// are none.</param>
    /// <param name="normalLabel">The label of normal rows where it is another than 0, false or the first value of a key. Default null.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, there are no columns, or one is named twice.</exception>
    public VaeEstimator DetectAnomalies(
        string[] inputColumnNames,
        double contamination = 0.1,
        int? latentDimension = null,
        int? epochs = null,
        IReadOnlyDictionary<string, ColumnKind>? kinds = null,
        bool normalRowsOnly = false,
        string? labelColumnName = null,
        string? normalLabel = null) => DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = Inputs(inputColumnNames),
            Inference = Inference(kinds),
            LabelColumnName = labelColumnName,
            NormalRowsOnly = normalRowsOnly && labelColumnName is not null,
            NormalLabel = NormalLabel(normalLabel, labelColumnName),
            Model = Model(latentDimension, epochs) with { Scoring = Scoring(contamination, normalRowsOnly) },
        });

    /// <inheritdoc cref="DetectAnomalies(string, double, int?, int?, bool, string?, string?)"/>
    /// <param name="options">Columns, model and training.</param>
    /// <exception cref="ArgumentException">An option is out of range, or neither the score nor the predicted label has a name.</exception>
    public VaeEstimator DetectAnomalies(VaeAnomalyDetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ScoreColumnName is null && options.PredictedLabelColumnName is null)
        {
            throw new ArgumentException(
                "ScoreColumnName and PredictedLabelColumnName are both null, so no anomaly would be reported; "
                + "name one of them, or use Encode for codes and reconstructions.",
                nameof(options));
        }

        return new VaeEstimator(context, options);
    }

    /// <summary>Learns a code of a few numbers for each row, for trainers that come after it in the pipeline; adds <c>Latent</c>, and a
    /// reconstruction if asked.</summary>
    /// <remarks>Labels are not looked at. No normaliser is needed before it: scaling is part of the model.</remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Encode(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Model(latentDimension, epochs),
        });
    }

    /// <summary>Learns a code of few numbers for each row of several columns, of numbers and of text; adds <c>Latent</c>, and a reconstruction if asked.</summary>
    /// <remarks>What is made of the columns is told at <see cref="DetectAnomalies(string[], double, int?, int?, IReadOnlyDictionary{string, ColumnKind}?, bool, string?, string?)"/>.</remarks>
    /// <param name="inputColumnNames">The columns: Single, Double or whole numbers, Boolean, text or keys, or known-size vectors of these.</param>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column, with one slot a level of a categorical column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="kinds">Kinds that the columns' types do not tell, by name; null (default) for none.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, there are no columns, or one is named twice.</exception>
    public VaeEstimator Encode(
        string[] inputColumnNames,
        string outputColumnName = "Latent",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        IReadOnlyDictionary<string, ColumnKind>? kinds = null) => Encode(new VaeEncodingOptions
        {
            InputColumnNames = Inputs(inputColumnNames),
            Inference = Inference(kinds),
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Model(latentDimension, epochs),
        });

    /// <inheritdoc cref="Encode(string, string?, int?, string?, int?)"/>
    /// <param name="options">Columns, model and training.</param>
    /// <exception cref="ArgumentException">An option is out of range, or no output has a name.</exception>
    public VaeEstimator Encode(VaeEncodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaeEstimator(context, options);
    }

    private static string? NormalLabel(string? normalLabel, string? labelColumnName) => normalLabel is null || labelColumnName is not null
        ? normalLabel
        : throw new ArgumentException($"normalLabel is '{normalLabel}' but labelColumnName is null; name the column that holds it, or leave it out.", nameof(normalLabel));

    private static ImmutableArray<string> Inputs(string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Length > 0
            ? [.. names]
            : throw new ArgumentException("No input columns are named; name at least one.", nameof(names));
    }

    private static ColumnInference Inference(IReadOnlyDictionary<string, ColumnKind>? kinds) =>
        kinds is null ? new ColumnInference() : new ColumnInference { Kinds = kinds };

    private static ScoringOptions Scoring(double contamination, bool normalRowsOnly) =>
        (normalRowsOnly ? ScoringOptions.ForNormalRows : new ScoringOptions()) with { Threshold = ThresholdPolicy.Contamination(contamination) };

    private static VaeOptions Model(int? latentDimension, int? epochs)
    {
        var model = new VaeOptions();
        return model with
        {
            Network = model.Network with { LatentDimension = latentDimension },
            Training = model.Training with { Epochs = epochs },
        };
    }
}
