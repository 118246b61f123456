using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Saving;

/// <summary>A model of ours as ML.NET's model file holds it: what a transformer is, and what it is made from again.</summary>
internal abstract record SavedModel
{
    /// <summary>Steps of ML.NET's own that add the same columns.</summary>
    /// <param name="context">Owns the steps; its folder of temporary files is written to.</param>
    public abstract TransformerChain<ITransformer> ToSteps(MLContext context);

    /// <summary>The same with what the steps that stand for it know and its network does not.</summary>
    /// <param name="steps">Those steps.</param>
    public virtual SavedModel From(TransformerChain<ITransformer> steps) => this;
}

/// <summary>A variational autoencoder.</summary>
/// <param name="Model">The model.</param>
/// <param name="Columns">The columns read and added.</param>
/// <param name="KeepsScoreColumn">Whether the data that it was fitted on had a column 'Score'.</param>
/// <param name="InputShapes">Types of the inputs; empty where it reads one column of features, or was not fitted on data.</param>
internal sealed record SavedVae(VaeModel Model, VaeColumns Columns, bool KeepsScoreColumn, ImmutableArray<InputShape> InputShapes) : SavedModel
{
    public override TransformerChain<ITransformer> ToSteps(MLContext context) => BuiltInSteps.Create(this, context);
}

/// <summary>A classifier.</summary>
/// <param name="Model">The classifier.</param>
/// <param name="Columns">The columns read and added.</param>
/// <param name="KeepsScoreColumn">Whether the data that it was fitted on had a column 'Score'.</param>
internal sealed record SavedClassifier(VaeClassifier Model, VaeClassifierColumns Columns, bool KeepsScoreColumn) : SavedModel
{
    /// <summary>What the predicted keys stand for; null for the names of the classes.</summary>
    public KeyValues? Values { get; init; }

    public override TransformerChain<ITransformer> ToSteps(MLContext context) => BuiltInSteps.Create(this, context);

    public override SavedModel From(TransformerChain<ITransformer> steps)
    {
        if (Columns.PredictedLabel is not { } label)
        {
            return this;
        }

        // The values of the keys, of whatever type, are in the look-up table alone.
        var rows = EmptyRows.Create(new MLContext(), Columns.Features, Model.InputDimension);
        return this with { Values = KeyValues.Read(steps.GetOutputSchema(rows.Schema)[label], Model.ClassCount) };
    }
}
