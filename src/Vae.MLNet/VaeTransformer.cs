using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;
using Vae.MLNet.Cursors;
using Vae.MLNet.Saving;
using Vae.MLNet.Training;
using Vae.Reports;

namespace Vae.MLNet;

/// <summary>A trained variational autoencoder as a step of a pipeline: adds the columns that <see cref="Columns"/> names.</summary>
/// <remarks>
/// Immutable, and safe to use from many threads at once. Latent and reconstruction come from the mean code, so the same row always gets
/// the same values. A row that holds NaN or an infinity gets NaN for its latent, reconstruction and score, and false for its predicted
/// label; one of a model to which values may be missing only where it holds an infinity or nothing but NaN.
/// <para>
/// <c>mlContext.Model.Save</c> saves it within any pipeline, as steps of ML.NET's own that add the same columns, where the application has
/// the packages Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime; <see cref="VaeCatalog.Load(string)"/> puts it back in their
/// place. One of those steps writes a column <c>Score</c> on its way: where no output of this transformer is named so and the data that it
/// was fitted on had such a column, the saved pipeline keeps that column, and so asks for it.
/// </para>
/// <para>
/// Whoever loads such a file by <c>mlContext.Model.Load</c> needs a context whose <see cref="MLContext.GpuDeviceId"/> is null, unless the runtime's package is one for GPUs; and one load in 32,768 fails
/// with "ORT model verification failed", by the random name of a temporary file, and works the next time.
/// </para>
/// </remarks>
public sealed partial class VaeTransformer : ITransformer, IRowsOf<IDataView>
{
    internal VaeTransformer(VaeModel model, VaeColumns columns)
    {
        columns.Validate();
        columns.RequireFitting(model.Options);
        if (model.ScoreDistribution is null && (columns.Probability ?? columns.FeatureContributions) is { } name)
        {
            throw new ArgumentException(
                $"Column '{name}' cannot be added: the model is of format version 1, which keeps nothing of the training rows; "
                + "train it again, or leave the column out.");
        }

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

    /// <summary>The types of the input columns as they were fitted on, for what is saved in the transformer's place; empty where it reads one column of features, or
    /// was not fitted on data.</summary>
    internal ImmutableArray<InputShape> InputShapes { get; init; } = [];

    /// <summary>Where what is met in scoring is said; null where nobody listens.</summary>
    internal IChannelProvider? Log { get; init; }

    /// <summary>Always true: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The same model with another threshold of the predicted label.</summary>
    /// <param name="threshold">In the score's unit; rows that score higher are labelled true.</param>
    /// <returns>A new transformer; this one is unchanged.</returns>
    public VaeTransformer WithThreshold(float threshold) =>
        With(Model.WithThreshold(threshold));

    /// <summary>The same model with the threshold that a policy finds in the distribution of scores that the model keeps; nothing is
    /// trained.</summary>
    /// <param name="policy">A contamination, quantile, extreme-value or fixed threshold.</param>
    /// <returns>A new transformer; this one is unchanged.</returns>
    /// <exception cref="ArgumentException">A value of the policy is out of range, or it needs rows.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps no distribution of scores.</exception>
    public VaeTransformer WithThreshold(ThresholdPolicy policy) =>
        With(Model.WithThreshold(policy));

    /// <summary>The same model with the threshold that a policy finds on rows; nothing is trained.</summary>
    /// <param name="policy">The policy; the best F1 needs labels.</param>
    /// <param name="data">Rows with the feature column, not those that it was trained on.</param>
    /// <param name="labelColumnName">A Boolean, true for an anomaly; a number, or a text that is one, 0 for a normal row; or a key, its first value for a normal
    /// row. A missing one is none, and its row is left out. Null (default) for rows without labels.</param>
    /// <param name="normalLabel">The label of normal rows where it is another, number or text, as <c>TableOptions.NormalLabel</c> has it; of a key, the value that it stands for. Every other label is
    /// an anomaly's then. Default null.</param>
    /// <returns>A new transformer; this one is unchanged. The log of the context warns where labels look as if another one were the normal one: normal rows are the minority, or score higher than the anomalies.</returns>
    /// <exception cref="ArgumentException">A value of the policy is out of range, or it is the best F1 and no label is named.</exception>
    /// <exception cref="VaeDataException">A column is missing or of another type, or the rows cannot be scored or labels are all the
    /// same.</exception>
    public VaeTransformer WithThreshold(ThresholdPolicy policy, IDataView data, string? labelColumnName = null, string? normalLabel = null) =>
        Measured(data, labelColumnName, normalLabel, (rows, warn) => With(Model.WithThreshold(policy, rows, warn)));

    /// <summary>The same model with probabilities learned from rows with labels, as <see cref="VaeModel.WithProbability"/> does; nothing else is trained.</summary>
    /// <param name="data">Rows with the feature column and the label, best not those that it was trained on.</param>
    /// <param name="labelColumnName">A Boolean, true for an anomaly; a number, or a text that is one, 0 for a normal row; or a key, its first value for a normal row. A missing one is none.</param>
    /// <param name="prevalence">Share of anomalies where the model will be used, above 0 and below 1; null takes that of <paramref name="data"/>.</param>
    /// <param name="normalLabel">The label of normal rows where it is another, as at <see cref="WithThreshold(ThresholdPolicy, IDataView, string?, string?)"/>. Default null.</param>
    /// <returns>A new transformer; this one is unchanged. The log of the context warns as by <see cref="WithThreshold(ThresholdPolicy, IDataView, string?, string?)"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="prevalence"/> is out of range.</exception>
    /// <exception cref="VaeDataException">A column is missing or of another type, or the rows cannot be scored or labels are all the same.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps no distribution of scores.</exception>
    public VaeTransformer WithProbability(IDataView data, string labelColumnName, double? prevalence = null, string? normalLabel = null)
    {
        ArgumentNullException.ThrowIfNull(labelColumnName);
        return Measured(data, labelColumnName, normalLabel, (rows, warn) => With(Model.WithProbability(rows, prevalence, warn)));
    }

    /// <summary>Tells how far rows have moved from those that the model was trained on.</summary>
    /// <param name="data">Rows with the feature column; at least ten that can be scored.</param>
    /// <param name="level">The chance of a false alarm, 0 to 0.5; default 0.01.</param>
    /// <returns>The outcome, with a verdict in plain words.</returns>
    /// <exception cref="ArgumentException"><paramref name="level"/> is out of range.</exception>
    /// <exception cref="VaeDataException">The feature column is missing or not as the model's, or too few rows can be scored.</exception>
    /// <exception cref="InvalidOperationException">The model is of format version 1 and keeps nothing of the training rows.</exception>
    public DriftReport Compare(IDataView data, double level = 0.01) => Measured(data, null, null, (rows, _) => Model.Compare(rows, level));

    /// <summary>The schema of the data behind this transformer.</summary>
    /// <param name="inputSchema">Schema of the data in front of it.</param>
    /// <returns>That schema with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column, or an input, is missing, of a type that cannot be read, or not as the model's.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Adds the output columns; lazily, a cursor computes only those that it is asked for.</summary>
    /// <param name="input">Rows with the feature column or the inputs.</param>
    /// <returns>The same rows with the output columns appended.</returns>
    /// <exception cref="VaeDataException">The feature column, or an input, is missing, of a type that cannot be read, or not as the model's.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var binding = Bind(input.Schema);
        return new VaeDataView(input, binding, Log is null ? null : new ScoringLog(Log, Model, binding.Feature.Warnings));
    }

    /// <summary>Maps single rows, for prediction engines.</summary>
    /// <param name="inputSchema">Schema of the rows.</param>
    /// <returns>The mapper; the rows that it makes are each for one thread.</returns>
    /// <exception cref="VaeDataException">The feature column, or an input, is missing, of a type that cannot be read, or not as the model's.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new VaeRowMapper(Bind(inputSchema));

    /// <summary>
    /// Writes steps of ML.NET's own into a model file that add the same columns, so that it loads where this library is not; called by
    /// <c>mlContext.Model.Save</c>. <see cref="VaeCatalog.Load(string)"/> puts the transformer back in their place.
    /// </summary>
    /// <exception cref="NotSupportedException">The build is without the package Microsoft.ML.OnnxTransformer.</exception>
    /// <exception cref="InvalidOperationException">The application is without the native part of the package
    /// Microsoft.ML.OnnxRuntime.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx) => PipelineFiles.Save(ToSaved(), ctx);

    /// <summary>What is saved of it.</summary>
    internal SavedVae ToSaved() => new(Model, Columns, KeepsScoreColumn, InputShapes);

    /// <summary>Does something with rows to measure on, and says in the log what was met.</summary>
    private T Measured<T>(IDataView data, string? labelColumnName, string? normalLabel, Func<DataViewRowSource, Action<DataWarning>, T> measure)
    {
        if (labelColumnName is null && normalLabel is not null)
        {
            throw new ArgumentException($"normalLabel is '{normalLabel}' but labelColumnName is null; name the column that holds it, or leave it out.", nameof(normalLabel));
        }

        ArgumentNullException.ThrowIfNull(data);
        var tally = new RowTally(ValueLimits.Of(Model.Columns));
        var label = labelColumnName is null ? null : RowLabel.Find(data.Schema, labelColumnName, normalLabel);
        var warnings = new List<DataWarning>();
        var result = measure(new DataViewRowSource(data, FeatureInput.Find(data.Schema, Columns, Model), label) { Tally = tally }, warnings.Add);
        warnings.AddRange(tally.Warnings("have no score"));
        if (Log is not null && warnings.Count > 0)
        {
            using var channel = Log.Start("Scoring");
            foreach (var warning in warnings)
            {
                channel.Warning(MessageSensitivity.None, "{0}", OptionNames.Translate(warning.Message));
            }
        }

        return result;
    }

    /// <summary>Another model that reads and adds the same columns.</summary>
    private VaeTransformer With(VaeModel model) => new(model, Columns) { KeepsScoreColumn = KeepsScoreColumn, InputShapes = InputShapes, Log = Log };

    private VaeBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new VaeBinding(inputSchema, Model, Columns);
    }
}
