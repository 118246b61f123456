using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <summary>A model of ours out of ML.NET's model file, with what it was saved with.</summary>
internal abstract record SavedModel
{
    /// <summary>Makes the transformer that ML.NET's steps stand for.</summary>
    /// <param name="context">The context that loads them.</param>
    /// <param name="steps">Those steps.</param>
    public abstract ITransformer Rebuild(MLContext context, TransformerChain<ITransformer> steps);
}

/// <summary>A variational autoencoder.</summary>
internal sealed record SavedVae(VaeModel Model, VaeColumns Columns, bool KeepsScoreColumn, ImmutableArray<InputShape> InputShapes) : SavedModel
{
    public override ITransformer Rebuild(MLContext context, TransformerChain<ITransformer> steps) =>
        new VaeTransformer(Model, Columns) { KeepsScoreColumn = KeepsScoreColumn, InputShapes = InputShapes, Log = context };
}

/// <summary>A classifier.</summary>
internal sealed record SavedClassifier(VaeClassifier Model, VaeClassifierColumns Columns, bool KeepsScoreColumn) : SavedModel
{
    public override ITransformer Rebuild(MLContext context, TransformerChain<ITransformer> steps)
    {
        // The values of the keys, of whatever type, are in the look-up table alone.
        var rows = EmptyRows.Create(new MLContext(), Columns.Features, Model.InputDimension);
        var values = Columns.PredictedLabel is { } label ? KeyValues.Read(steps.GetOutputSchema(rows.Schema)[label], Model.ClassCount) : null;
        return new VaeClassifierTransformer(Model, Columns, values) { KeepsScoreColumn = KeepsScoreColumn };
    }
}
