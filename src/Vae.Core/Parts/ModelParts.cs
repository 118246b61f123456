using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Statistics;

namespace Vae.Core.Parts;

/// <summary>Everything a model is made of, and all that a model file holds.</summary>
/// <param name="Options">The options it was trained with; the network's plan follows from them and the input dimension.</param>
/// <param name="InputDimension">Features a row.</param>
/// <param name="Parameters">All parameters, in the order of the layout that follows from the plan.</param>
/// <param name="Scaler">Raw features to scaled ones.</param>
/// <param name="Whitening">Covariance of residual and code; null where the score does not need it.</param>
/// <param name="Threshold">A row is flagged when its score is above this.</param>
/// <param name="FeatureNames">Names of the features, or default where they had none.</param>
/// <param name="Report">What happened in training.</param>
internal sealed record ModelParts(
    VaeOptions Options,
    int InputDimension,
    float[] Parameters,
    FeatureScaler Scaler,
    Whitening? Whitening,
    float Threshold,
    ImmutableArray<string> FeatureNames,
    TrainingReport Report)
{
    /// <summary>Rows trained on, which decide what an unseen level costs.</summary>
    public long TrainingRows { get; init; } = Report?.TrainingRows ?? 0;

    /// <summary>The network.</summary>
    public VaePlan Plan() => VaePlan.Create(Options, InputDimension, TrainingRows, raisesUnseenLevels: Range is not null);

    /// <summary>The networks of an ensemble beside this one; empty where there is one network.</summary>
    public ImmutableArray<MemberParts> Members { get; init; } = [];

    /// <summary>Networks that score, this one counted in.</summary>
    public int EnsembleSize => 1 + Members.Length;

    /// <summary>One network of the ensemble as a model of its own, 0 the first.</summary>
    public ModelParts Member(int number) => number == 0
        ? this with { Members = [] }
        : this with { Parameters = Members[number - 1].Parameters, Whitening = Members[number - 1].Whitening, Members = [] };

    /// <summary>What is subtracted from rows in double before all else; null for nothing.</summary>
    public RowOrigin? Origin { get; init; }

    /// <summary>Columns that were constant in training; null where none was, and in models of format versions 1 and 2.</summary>
    public ConstantColumns? Constants { get; init; }

    /// <summary>The values that features had in training; null in models of format versions 1 and 2, which keep the rules of scoring that were then, wherever they are written again.</summary>
    public TrainingRange? Range { get; init; }

    /// <summary>
    /// Whether scores are split by how far values lie from what the others lead one to expect (<see cref="TrustedExpectation"/>); false in models that were written before, which keep the split of then wherever they are written again.
    /// </summary>
    public bool SharesBySurprise { get; init; }

    /// <summary>
    /// Whether a level never seen leaves what is expected of other columns as if the level had not been observed; false in models that were written before, to which it is a row without any level wherever they are written again.
    /// </summary>
    public bool FillsUnseenLevels { get; init; }

    /// <summary>Training rows that others are compared with; null where the score does not need them.</summary>
    public ReferenceRows? References { get; init; }

    /// <summary>What is kept of the training rows; null in models of format version 1.</summary>
    public ModelCalibration? Calibration { get; init; }
}
