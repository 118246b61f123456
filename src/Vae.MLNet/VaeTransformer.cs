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
/// </remarks>
public sealed class VaeTransformer : ITransformer
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

    /// <summary>Always true: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The same model with another threshold of the predicted label.</summary>
    /// <param name="threshold">In the score's unit; rows that score higher are labelled true.</param>
    /// <returns>A new transformer; this one is unchanged.</returns>
    public VaeTransformer WithThreshold(float threshold) => new(Model.WithThreshold(threshold), Columns);

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

    /// <summary>Not possible yet: ML.NET keeps what a component would need to write itself into its model files to itself.</summary>
    /// <exception cref="NotSupportedException">Always; the message says what to do instead.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException(
            "A VaeTransformer cannot be written into an ML.NET model file. Save its model with transformer.Model.Save(path) "
            + "and the steps around it with mlContext.Model.Save; then load the model with mlContext.Vae.Load(path) and append it to them.");

    private ColumnBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ColumnBinding(inputSchema, Model, Columns);
    }
}
