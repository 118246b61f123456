using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scaling;

namespace Vae.Core.Parts;

/// <summary>Everything a classifier is made of, and all that its file holds.</summary>
/// <param name="Options">The options it was trained with; the network's plan follows from them, the input dimension and the classes.</param>
/// <param name="InputDimension">Features a row.</param>
/// <param name="ClassNames">One name a class.</param>
/// <param name="Parameters">All parameters, in the order of the layout that follows from the plan.</param>
/// <param name="Scaler">Raw features to scaled ones.</param>
/// <param name="FeatureNames">Names of the features, or default where they had none.</param>
/// <param name="Report">What happened in training.</param>
internal sealed record ClassifierParts(
    VaeClassifierOptions Options,
    int InputDimension,
    ImmutableArray<string> ClassNames,
    float[] Parameters,
    FeatureScaler Scaler,
    ImmutableArray<string> FeatureNames,
    ClassifierReport Report)
{
    /// <summary>What is subtracted from rows in double before all else; null for nothing.</summary>
    public RowOrigin? Origin { get; init; }

    public ClassifierPlan Plan() => PlanOf(Options, InputDimension, ClassNames.Length);

    public static ClassifierPlan PlanOf(VaeClassifierOptions options, int inputDimension, int classCount) =>
        ClassifierPlan.Create(VaePlan.Create(options.Pretraining, inputDimension), options.Features, classCount);
}
