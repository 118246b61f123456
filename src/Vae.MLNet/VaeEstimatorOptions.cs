using System.Collections.Immutable;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Data.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet;

/// <summary>Columns, model and training of a <see cref="VaeEstimator"/>; the two records derived from it differ only in which outputs
/// are named from the start.</summary>
public abstract record VaeEstimatorOptions
{
    private readonly NameList inputs;
    private readonly NameList contexts;

    private protected VaeEstimatorOptions(VaeColumns columns)
    {
        LatentColumnName = columns.Latent;
        LatentKind = columns.LatentKind;
        ReconstructionColumnName = columns.Reconstruction;
        ScoreColumnName = columns.Score;
        PredictedLabelColumnName = columns.PredictedLabel;
        ProbabilityColumnName = columns.Probability;
        FeatureContributionsColumnName = columns.FeatureContributions;
        ImputedColumnName = columns.Imputed;
    }

    /// <summary>Name of the feature column: a known-size vector of Single (or one Single), in raw units. Default <c>Features</c>.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// Names of the columns that hold the features, in place of <see cref="FeatureColumnName"/>: Single, Double and whole numbers, Boolean, text and keys, and
    /// known-size vectors of these. Numbers are numeric unless <see cref="Inference"/> declares them counts, binary or (whole numbers) categorical; Booleans are binary;
    /// texts are categorical by the levels that fitting finds, an empty one being missing, and keys by their values. Double and whole numbers keep all their digits, a vector of Single those of 32-bit floats (<see cref="VaeModel.Origin"/>). Empty (the default): the one column holds them all.
    /// </summary>
    public ImmutableArray<string> InputColumnNames
    {
        get => inputs.Names;
        init => inputs = new NameList(value);
    }

    /// <summary>
    /// Names of the columns that are the context of a row: the model is told them, and scores the row by what it is <i>there</i> (<see cref="VaeOptions.ContextColumnCount"/>). Of the types that
    /// <see cref="InputColumnNames"/> may have, beside it or beside <see cref="FeatureColumnName"/>; one that is among the inputs is context and no input. Empty (the default): there is none.
    /// </summary>
    public ImmutableArray<string> ContextColumnNames
    {
        get => contexts.Names;
        init => contexts = new NameList(value);
    }

    /// <summary>Kinds of the <see cref="InputColumnNames"/> that their types do not tell, by the column's name, and limits of levels. Not looked at where
    /// <see cref="VaeOptions.Columns"/> of <see cref="Model"/> is given.</summary>
    public ColumnInference Inference { get; init; } = new();

    /// <summary>
    /// Name of the column of labels. For <see cref="NormalRowsOnly"/>: a Boolean, true for an anomaly; a number, or a text that is one, 0 for a normal row; or a key, its first value for a normal row. For
    /// <c>Model.Objective.Adversarial.UseLabels</c>: a key, which brings the rows of its first value to the first component of the prior, and so on. Missing in rows without a label. Null (default) where neither is set.
    /// </summary>
    public string? LabelColumnName { get; init; }

    /// <summary>
    /// Name of the column of weights, a number of any type, finite and 0 or more; it must not be among the inputs. A row of weight 0 is left out, one of weight 2 is there twice, and of weights that are no whole numbers only the
    /// ratios matter: in losses, scaling, covariance, reference rows, threshold and the rates that training reports. Only fitting reads it. Null (default): every row counts once.
    /// </summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// Whether to train on the normal rows alone, by <see cref="LabelColumnName"/>: anomalies, and rows without a label, which may be anomalies, are left out, of the levels of texts too, and counted in
    /// <see cref="Microsoft.ML.MLContext.Log"/>. Pair it with <see cref="ScoringOptions.ForNormalRows"/>. Default false.
    /// </summary>
    public bool NormalRowsOnly { get; init; }

    /// <summary>The label of normal rows where it is another than 0, false or the first value of a key, for <see cref="NormalRowsOnly"/>: a number or a text, of a key the value that it stands for; every other label is an
    /// anomaly's then. Default null.</summary>
    public string? NormalLabel { get; init; }

    /// <summary>Name of the mean code's column, a vector of Single with one slot a latent dimension; null leaves it out.</summary>
    public string? LatentColumnName { get; init; }

    /// <summary>What the latent column holds: the mean code (default), the code and behind it its log-variance, or the encoder's last hidden layer,
    /// which keeps what the code leaves out.</summary>
    public FeatureKind LatentKind { get; init; }

    /// <summary>Name of the reconstruction's column, a vector of Single in the units and order of the features; null leaves it
    /// out.</summary>
    public string? ReconstructionColumnName { get; init; }

    /// <summary>Name of the score's column, a Single; higher is more anomalous; null leaves it out.</summary>
    public string? ScoreColumnName { get; init; }

    /// <summary>Name of the label's column, a Boolean: whether the score is above the model's threshold; null leaves it out.</summary>
    public string? PredictedLabelColumnName { get; init; }

    /// <summary>Name of the probability's column, a Single from 0 to 1, 1/2 at the threshold (<see cref="VaeModel.Probability"/>); null
    /// leaves it out.</summary>
    public string? ProbabilityColumnName { get; init; }

    /// <summary>Name of the contributions' column, a vector of Single with one slot a feature: each feature's part of the score
    /// (<see cref="VaeModel.Contributions"/>); null leaves it out.</summary>
    public string? FeatureContributionsColumnName { get; init; }

    /// <summary>Name of the imputed features' column, a vector of Single with one slot a feature: the row with what was not observed of it, NaN, filled in
    /// (<see cref="VaeModel.Impute(ReadOnlySpan{float}, Span{float})"/>); needs <see cref="VaeOptions.MissingValues"/> of <see cref="Model"/> = Observed. Null leaves it out.</summary>
    public string? ImputedColumnName { get; init; }

    /// <summary>The model and how it is trained and scores. Default: the anomaly-detection recipe of <see cref="VaeOptions"/>.</summary>
    public VaeOptions Model { get; init; } = new();

    /// <summary>
    /// Seed of the training. Null (default) takes <see cref="VaeOptions.Seed"/> of <see cref="Model"/> where that is not 0, and
    /// otherwise draws one from the <see cref="Microsoft.ML.MLContext"/> when the estimator is made: contexts with the same seed that
    /// make the same components in the same order then train the same model, and a context without a seed trains another one each time. With <see cref="TrainingOptions.Checkpoint"/> null takes
    /// <see cref="VaeOptions.Seed"/> in any case, since only the same training can be gone on with.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>How <see cref="VaeEstimator.Fit(Microsoft.ML.IDataView, VaeTransformer)"/> goes on with a model: whether its scaling is found anew, and whether levels are added. Drift is told to
    /// <see cref="Microsoft.ML.MLContext.Log"/>, and to the listener here where there is one.</summary>
    public ContinuedTraining Continuation { get; init; } = new();

    /// <summary>Told where training stands, on the training thread, beside the lines that go to
    /// <see cref="Microsoft.ML.MLContext.Log"/>. Default null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Ends training early; fitting then returns the best model so far. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The inputs, those that are context behind the others; empty where the one feature column is all.</summary>
    private ImmutableArray<string> AllInputs => ContextColumnNames.IsEmpty
        ? InputColumnNames
        : [.. (InputColumnNames.IsEmpty ? [FeatureColumnName] : InputColumnNames).Except(ContextColumnNames), .. ContextColumnNames];

    internal VaeColumns Columns => new()
    {
        Features = FeatureColumnName,
        Inputs = AllInputs,
        Latent = LatentColumnName,
        LatentKind = LatentKind,
        Reconstruction = ReconstructionColumnName,
        Score = ScoreColumnName,
        PredictedLabel = PredictedLabelColumnName,
        Probability = ProbabilityColumnName,
        FeatureContributions = FeatureContributionsColumnName,
        Imputed = ImputedColumnName,
    };
}
