using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Serialization;

/// <summary>The JSON of a model file: everything but the tensors.</summary>
internal sealed record ModelHeader
{
    /// <summary>The options it was trained with; they and the number of features give the name, shape and order of every parameter.</summary>
    public required VaeOptions Options { get; init; }

    /// <summary>Features a row.</summary>
    public required int InputDimension { get; init; }

    /// <summary>One name a feature, or null.</summary>
    public string[]? FeatureNames { get; init; }

    /// <summary>How the scaler's tensors were found.</summary>
    public required ScalingKind ScalerKind { get; init; }

    /// <summary>Largest magnitude of a scaled value; infinity where values are not clipped.</summary>
    public required float ScalerClip { get; init; }

    /// <summary>How the whitening's matrix is held.</summary>
    public required WhiteningForm Whitening { get; init; }

    /// <summary>Score above which a row is flagged.</summary>
    public required float Threshold { get; init; }

    /// <summary>What happened in training.</summary>
    public required TrainingReport Report { get; init; }

    /// <summary>Number of reference rows; 0, as in version 1, where the score does not need them.</summary>
    public int References { get; init; }

    /// <summary>Networks of an ensemble beside the first; 0 where the model is one network.</summary>
    public int Members { get; init; }

    /// <summary>The distribution of scores; null, as in version 1, where nothing is kept of the training rows.</summary>
    public ScoreDistribution? Scores { get; init; }

    /// <summary>How the covariance of the rows is held; none exactly where <see cref="Scores"/> is null.</summary>
    public WhiteningForm Expectation { get; init; }

    /// <summary>Statistics of the features' surprises; null exactly where <see cref="Scores"/> is.</summary>
    public ResidualStatistics? Residuals { get; init; }

    /// <summary>The probability learned from labels; null where none was.</summary>
    public LabelledProbability? Probability { get; init; }

    /// <summary>What is subtracted from each feature in double; null where nothing is.</summary>
    public double[]? Origin { get; init; }

    /// <summary>Columns that were constant in training; null where none was.</summary>
    public ConstantsHeader? Constants { get; init; }

    /// <summary>True where the ranges of features in training are kept, from version 3 on; null where they are not.</summary>
    public bool? HasRange { get; init; }

    /// <summary>True where scores are split by surprise; null where they are not.</summary>
    public bool? SharesBySurprise { get; init; }

    /// <summary>Whether a level never seen counts as not observed where other columns are expected; null for no.</summary>
    public bool? FillsUnseenLevels { get; init; }

    /// <summary>The header of a model.</summary>
    public static ModelHeader Of(ModelParts parts) => new()
    {
        Options = parts.Options,
        InputDimension = parts.InputDimension,
        FeatureNames = parts.FeatureNames.IsDefault ? null : [.. parts.FeatureNames],
        ScalerKind = parts.Scaler.Kind,
        ScalerClip = parts.Scaler.Clip,
        Whitening = Form(parts.Whitening),
        References = parts.References?.Count ?? 0,
        Members = parts.Members.Length,
        Threshold = parts.Threshold,
        Report = parts.Report,
        Scores = parts.Calibration?.Scores,
        Expectation = Form(parts.Calibration?.Expectation),
        Residuals = parts.Calibration?.Residuals,
        Probability = parts.Calibration?.Probability,
        HasRange = parts.Range is null ? null : true,
        SharesBySurprise = parts.SharesBySurprise ? true : null,
        FillsUnseenLevels = parts.FillsUnseenLevels ? true : null,
        Origin = parts.Origin?.Values.ToArray(),
        Constants = parts.Constants is { } constants ? new ConstantsHeader(constants.Features.ToArray(), constants.Values.ToArray(), constants.Weight) : null,
    };

    private static WhiteningForm Form(Whitening? whitening) => whitening switch
    {
        null => WhiteningForm.None,
        { IsDiagonal: true } => WhiteningForm.Diagonal,
        _ => WhiteningForm.Full,
    };
}
