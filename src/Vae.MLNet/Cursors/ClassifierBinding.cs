using Microsoft.ML;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Cursors;

/// <summary>A classifier bound to one input schema.</summary>
/// <exception cref="VaeDataException">The feature column is missing, of the wrong type, or not as wide as the classifier.</exception>
internal sealed class ClassifierBinding(DataViewSchema input, VaeClassifier model, VaeClassifierColumns columns, KeyValues values) : ColumnBinding(
    input, FeatureColumn.Find(input, columns.Features, model.InputDimension, model.FeatureNames), ClassifierSchema.Create(input, model, columns, values))
{
    public VaeClassifier Model => model;

    /// <summary>Whether a column that the model adds holds the probabilities, not the class.</summary>
    public bool IsScore(int outputIndex) => columns.Score is not null && outputIndex == Input.Count;

    public override int Threads => model.Options.Engine.Threads > 0 ? model.Options.Engine.Threads : Environment.ProcessorCount;

    public override OutputBatch NewBatch(bool[] active, Action? beforeRead = null, ScoringPass? pass = null) => new ClassifierOutputBatch(this, beforeRead);
}
