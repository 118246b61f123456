using Microsoft.ML;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.MLNet.Columns;

namespace Vae.MLNet;

/// <summary>Columns, model and training of a <see cref="VaeClassifierEstimator"/>.</summary>
public sealed record VaeClassifierEstimatorOptions
{
    /// <summary>Name of the label column, a key; rows whose key is missing are pretrained on and no more. Default <c>Label</c>.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the feature column: a known-size vector of Single (or one Single), in raw units. Default <c>Features</c>.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of the column of weights, a number of any type, finite and 0 or more. A row of weight 0 is left out, one of weight 2 is there twice, and of weights that are no whole numbers only the ratios matter: in both stages, in
    /// what is learned and in the losses and accuracies that training reports. Rows of <see cref="UnlabelledData"/> count by it where they have it, and once each where they do not. Only fitting reads it. Null (default): every
    /// row counts once.
    /// </summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>Name of the probabilities' column; null leaves it out. Default <c>Score</c>.</summary>
    public string? ScoreColumnName { get; init; } = "Score";

    /// <summary>Name of the predicted class's column; null leaves it out. Default <c>PredictedLabel</c>.</summary>
    public string? PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The pretraining and the fine-tuning.</summary>
    public VaeClassifierOptions Classifier { get; init; } = new();

    /// <summary>A model that is trained already, whose encoder is fine-tuned in the place of one that is pretrained here. Default null.</summary>
    public VaeModel? Pretrained { get; init; }

    /// <summary>Rows to pretrain on in the place of those to fit, with the same feature column; labels are not looked at. Default null.</summary>
    public IDataView? UnlabelledData { get; init; }

    /// <summary>Seed of both stages. Null (default) takes those of <see cref="Classifier"/> where one is not 0, and otherwise draws one from the
    /// <see cref="MLContext"/> when the estimator is made.</summary>
    public int? Seed { get; init; }

    /// <summary>Told where the pretraining stands, on the training thread. Default null.</summary>
    public IProgress<TrainingProgress>? PretrainingProgress { get; init; }

    /// <summary>Told of each epoch of the fine-tuning. Default null.</summary>
    public IProgress<ClassifierEpoch>? Progress { get; init; }

    /// <summary>Ends the pretraining early, or abandons the fine-tuning. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal VaeClassifierColumns Columns =>
        new() { Features = FeatureColumnName, Score = ScoreColumnName, PredictedLabel = PredictedLabelColumnName };
}
