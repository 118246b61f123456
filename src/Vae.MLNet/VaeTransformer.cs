using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.MLNet.Columns;
using Vae.MLNet.Cursors;

namespace Vae.MLNet;

/// <summary>A trained variational autoencoder as a step of a pipeline: adds the columns that <see cref="Columns"/> names.</summary>
/// <remarks>
/// Immutable, and safe to use from many threads at once. Latent and reconstruction come from the mean code, so the same row always gets
/// the same values. A row that holds NaN or an infinity gets NaN for its latent, reconstruction and score, and false for its predicted
/// label.
/// <para>
/// <c>mlContext.Model.Save</c> saves it within any pipeline, as steps of ML.NET's own that add the same columns, where the application has
/// the packages Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime; <see cref="VaeCatalog.Load(string)"/> puts it back in their
/// place. One of those steps writes a column <c>Score</c> on its way: where no output of this transformer is named so and the data that it
/// was fitted on had such a column, the saved pipeline keeps that column, and so asks for it.
/// </para>
/// </remarks>
public sealed partial class VaeTransformer : ITransformer
{
    internal VaeTransformer(VaeModel model, VaeColumns columns)
    {
        columns.Validate();
        Model = model;
        Columns = columns;
    }

    /// <summary>The trained model: to save, to sample from, to read the training report of.</summary>
    public VaeModel Model { get; }

    /// <summary>The columns read and added.</summary>
    public VaeColumns Columns { get; }

    /// <summary>Whether the data that it was fitted on had a column 'Score', which what is saved in its place must leave alone: ML.NET's
    /// linear models write a column of that name, whatever ours is called.</summary>
    internal bool KeepsScoreColumn { get; init; }

    /// <summary>Always true: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The same model with another threshold of the predicted label.</summary>
    /// <param name="threshold">In the score's unit; rows that score higher are labelled true.</param>
    /// <returns>A new transformer; this one is unchanged.</returns>
    public VaeTransformer WithThreshold(float threshold) =>
        new(Model.WithThreshold(threshold), Columns) { KeepsScoreColumn = KeepsScoreColumn };

    /// <summary>The schema of the data behind this transformer.</summary>
    /// <param name="inputSchema">Schema of the data in front of it.</param>
    /// <returns>That schema with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Adds the output columns; lazily, a cursor computes only those that it is asked for.</summary>
    /// <param name="input">Rows with the feature column.</param>
    /// <returns>The same rows with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new VaeDataView(input, Bind(input.Schema));
    }

    /// <summary>Maps single rows, for prediction engines.</summary>
    /// <param name="inputSchema">Schema of the rows.</param>
    /// <returns>The mapper; the rows that it makes are each for one thread.</returns>
    /// <exception cref="VaeDataException">The feature column is missing, no vector of Single, or not as wide as the model.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new VaeRowMapper(Bind(inputSchema));

    /// <summary>
    /// Writes steps of ML.NET's own into a model file that add the same columns, so that it loads where this library is not; called by
    /// <c>mlContext.Model.Save</c>. <see cref="VaeCatalog.Load(string)"/> puts the transformer back in their place.
    /// </summary>
    /// <exception cref="NotSupportedException">The build is without the package Microsoft.ML.OnnxTransformer.</exception>
    /// <exception cref="InvalidOperationException">The application is without the native part of the package
    /// Microsoft.ML.OnnxRuntime.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx) => PipelineFiles.Save(this, ctx);

    private ColumnBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ColumnBinding(inputSchema, Model, Columns);
    }
}
