using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;
using Vae.MLNet.Cursors;
using Vae.MLNet.Saving;

namespace Vae.MLNet;

/// <summary>A trained classifier as a step of a pipeline: adds the columns that ML.NET's own multi-class trainers add.</summary>
/// <remarks>
/// Immutable, and safe to use from many threads at once. A row that holds NaN or an infinity gets NaN for its scores and the missing key for its
/// class. <c>mlContext.Model.Save</c> saves it within any pipeline, as steps of ML.NET's own, where the application has the packages
/// Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime; <see cref="VaeCatalog.Load(string)"/> puts it back in their place.
/// </remarks>
public sealed class VaeClassifierTransformer : ISingleFeaturePredictionTransformer<VaeClassifier>
{
    internal VaeClassifierTransformer(VaeClassifier model, VaeClassifierColumns columns, KeyValues? values)
    {
        columns.Validate();
        Model = model;
        Columns = columns;
        Values = values ?? KeyValues.FromNames(model.ClassNames);
    }

    /// <summary>The trained classifier: to save, or to read the report of.</summary>
    public VaeClassifier Model { get; }

    /// <summary>The columns read and added.</summary>
    public VaeClassifierColumns Columns { get; }

    /// <summary>Always true: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Whether the data that it was fitted on had a column 'Score', as <see cref="VaeTransformer.KeepsScoreColumn"/> has it.</summary>
    internal bool KeepsScoreColumn { get; init; }

    /// <summary>For ML.NET's permutation feature importance.</summary>
    string ISingleFeaturePredictionTransformer<VaeClassifier>.FeatureColumnName => Columns.Features;

    /// <inheritdoc/>
    DataViewType ISingleFeaturePredictionTransformer<VaeClassifier>.FeatureColumnType => OutputSchema.SingleVector(Model.InputDimension);

    /// <summary>What the predicted keys stand for.</summary>
    internal KeyValues Values { get; }

    /// <summary>The schema of the data behind this transformer.</summary>
    /// <param name="inputSchema">Schema of the data in front of it.</param>
    /// <returns>That schema with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Adds the output columns; lazily, a cursor computes only what it is asked for.</summary>
    /// <param name="input">Rows with the feature column; the label is not needed.</param>
    /// <returns>The same rows with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new VaeDataView(input, Bind(input.Schema), null);
    }

    /// <summary>Maps single rows, for prediction engines.</summary>
    /// <param name="inputSchema">Schema of the rows.</param>
    /// <returns>The mapper; the rows that it makes are each for one thread.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new VaeRowMapper(Bind(inputSchema));

    /// <summary>Writes steps of ML.NET's own into a model file that add the same columns; called by <c>mlContext.Model.Save</c>.</summary>
    /// <exception cref="NotSupportedException">The build is without the package Microsoft.ML.OnnxTransformer.</exception>
    /// <exception cref="InvalidOperationException">The application is without the native part of the package
    /// Microsoft.ML.OnnxRuntime.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx) => PipelineFiles.Save(new SavedClassifier(Model, Columns, KeepsScoreColumn) { Values = Values }, ctx);

    private ClassifierBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ClassifierBinding(inputSchema, Model, Columns, Values);
    }
}
