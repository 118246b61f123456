using Microsoft.ML;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Data.Columns;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;
using Vae.MLNet.Tables;
using Vae.MLNet.Training;

namespace Vae.MLNet;

/// <summary>Trains a variational autoencoder on a feature column; made by <see cref="VaeCatalog"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, once an epoch. Put
/// <c>AppendCacheCheckpoint</c> before it where the steps before it are slow; rows are kept in memory up to
/// <see cref="TrainingOptions.MemoryBudgetBytes"/> in any case.</description></item>
/// <item><term>Input column data type</term><description>Known-size vector of Single, dense or sparse, or one Single; or a list of columns
/// (<see cref="VaeEstimatorOptions.InputColumnNames"/>) of numbers, Booleans, texts and keys, and known-size vectors of these.</description></item>
/// <item><term>Output column data types</term><description>Latent and Reconstruction: known-size vectors of Single with slot names.
/// Score and Probability: Single. PredictedLabel: Boolean. FeatureContributions and Imputed: known-size vectors of Single with the features' slot
/// names.</description></item>
/// <item><term>Is normalization required?</term><description>No, scaling is part of the model.</description></item>
/// <item><term>Is caching required?</term><description>No.</description></item>
/// <item><term>Does it use a GPU?</term><description>With the package Vae.Torch: the one of <see cref="MLContext.GpuDeviceId"/> when the estimator is made. Where
/// that is null, the processor; where the GPU cannot be used, the processor with <see cref="MLContext.FallbackToCpu"/>, and without it an error that says
/// why. <c>Model.Engine</c> overrides both. Scoring is always on the processor.</description></item>
/// <item><term>Rows that hold NaN or an infinity</term><description>In training an error, or left out, as
/// <see cref="TrainingOptions.InvalidRows"/> says. In scoring: latent, reconstruction and score are NaN and the
/// predicted label is false. With <see cref="VaeOptions.MissingValues"/> = Observed NaN is a value that was not observed: such rows are trained on and
/// have outputs, and only those with an infinity, or nothing but NaN, are treated so.</description></item>
/// </list>
/// </remarks>
public sealed class VaeEstimator : IEstimator<VaeTransformer>
{
    private readonly MLContext context;
    private readonly IHost host;
    private readonly VaeColumns columns;
    private readonly VaeTrainer trainer;

    internal VaeEstimator(MLContext context, VaeEstimatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.FeatureColumnName, nameof(options.FeatureColumnName));
        ArgumentNullException.ThrowIfNull(options.Model, nameof(options.Model));
        ArgumentNullException.ThrowIfNull(options.Inference, nameof(options.Inference));
        ArgumentNullException.ThrowIfNull(options.Continuation, nameof(options.Continuation));
        options.Inference.Validate();
        if (options.Inference.NormalRowsOnly)
        {
            throw new ArgumentException("Inference.NormalRowsOnly is for files with labels; set NormalRowsOnly of the estimator's options and name LabelColumnName instead.");
        }

        this.context = context;
        host = ((IHostEnvironment)context).Register(nameof(VaeEstimator));
        columns = options.Columns;
        columns.Validate();
        columns.RequireFitting(options.Model);
        RequireLabelsWhereTheyAreRead(options);
        RequireThatTakesContext(options);
        RequireThatWeightsAreNoInput(options);
        trainer = new VaeTrainer(options.Model with
        {
            Seed = ChooseSeed(options, host),
            Engine = EngineChoice.Of(context, options.Model.Engine),
        });
        Options = options with { Seed = trainer.Options.Seed, Model = trainer.Options };
    }

    /// <summary>The options that it was made with; the seed is the one that training starts from.</summary>
    public VaeEstimatorOptions Options { get; }

    /// <summary>Trains on all rows of a data view. The same estimator fitted on the same rows gives the same model.</summary>
    /// <param name="input">Rows with the feature column; only that column is read, and those of labels and weights where the options name them.</param>
    /// <returns>The trained transformer.</returns>
    /// <exception cref="ArgumentException">Early stopping or a false-positive rate is asked for, but no rows are held out to measure it
    /// on.</exception>
    /// <exception cref="VaeDataException">The feature column is missing or no vector of Single of known size, or its rows cannot be
    /// trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeTransformer Fit(IDataView input)
    {
        var rows = Rows(input, null, nameof(input));
        return Train(input.Schema, rows, log => trainer.Fit(rows.Source, log, Options.CancellationToken));
    }

    /// <summary>Trains on the rows of one data view, and measures validation losses, early stopping and a false-positive rate on those
    /// of another.</summary>
    /// <param name="trainData">Rows with the feature column; only that column is read.</param>
    /// <param name="validationData">More such rows; never trained on.</param>
    /// <returns>The trained transformer.</returns>
    /// <exception cref="ArgumentException"><see cref="TrainingOptions.ValidationFraction"/> is above 0: it would hold rows out a second
    /// time.</exception>
    /// <exception cref="VaeDataException">The feature column of either is missing, no vector of Single of known size, not as wide as
    /// the other's, or its rows cannot be used.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeTransformer Fit(IDataView trainData, IDataView validationData)
    {
        var rows = Rows(trainData, null, nameof(trainData));
        var validationRows = Rows(validationData, rows.Feature, nameof(validationData));
        if (rows.Source.ColumnCount != validationRows.Source.ColumnCount)
        {
            throw new VaeDataException(
                Invariant($"Column '{columns.Features}' has {validationRows.Source.ColumnCount} values a row in the validation data ")
                + Invariant($"but {rows.Source.ColumnCount} in the training data; make both by the same steps."));
        }

        return Train(trainData.Schema, rows, log => trainer.Fit(rows.Source, validationRows.Source, log, Options.CancellationToken));
    }

    /// <summary>Goes on training the model of a transformer on other rows, such as those that came since, as ML.NET's trainers do that take a model to begin with.</summary>
    /// <param name="trainData">Rows with the columns of the model, found as <see cref="VaeTransformer.Transform"/> finds them.</param>
    /// <param name="from">What to go on with; it stays as it is.</param>
    /// <returns>Another transformer, whose score and threshold are calibrated on these rows.</returns>
    /// <remarks>What a model is made of is the model's, and the options say how long and at which rate it learns: see <see cref="VaeTrainer.Fit(IRowSource, VaeModel)"/> and <see cref="VaeEstimatorOptions.Continuation"/>.</remarks>
    /// <exception cref="ArgumentException">The options ask for another model than this one, or for held-out rows and hold none.</exception>
    /// <exception cref="VaeDataException">The rows have not the columns of the model, or cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeTransformer Fit(IDataView trainData, VaeTransformer from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var rows = Rows(trainData, null, nameof(trainData), from.Model);
        return Train(trainData.Schema, rows, log => trainer.Continue(rows.Source, from.Model, Continuation(log), progress: log, cancellationToken: Options.CancellationToken));
    }

    /// <summary>Says what the data look like behind this estimator, without training it.</summary>
    /// <param name="inputSchema">Shape of the data in front of it.</param>
    /// <returns>That shape with the output columns added.</returns>
    /// <exception cref="VaeDataException">The feature column is missing or no vector of Single of known size.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (Options is { LabelColumnName: { } normal, NormalRowsOnly: true })
        {
            RowLabel.Check(inputSchema, normal);
        }
        else if (Options.LabelColumnName is { } label)
        {
            LabelColumn.Check(inputSchema, label);
        }

        if (Options.ExampleWeightColumnName is { } weight)
        {
            WeightColumn.Check(inputSchema, weight);
        }

        return OutputSchema.CreateShape(context, inputSchema, columns);
    }

    /// <param name="data">The rows.</param>
    /// <param name="training">What was found in the training rows, whose levels validation rows are read by; null for the training rows themselves.</param>
    /// <param name="parameterName">For errors.</param>
    /// <param name="from">The model that training goes on with; null where it begins.</param>
    private EstimatorRows Rows(IDataView data, FeatureInput? training, string parameterName, VaeModel? from = null)
    {
        ArgumentNullException.ThrowIfNull(data, parameterName);
        var marksMissing = Options.Model.MissingValues == MissingValueHandling.Observed;
        IRowLabel? label = Options.LabelColumnName is not { } name ? null : Options.NormalRowsOnly ? RowLabel.Find(data.Schema, name, Options.NormalLabel) : LabelColumn.Find(data.Schema, name);
        var weight = Options.ExampleWeightColumnName is { } weightName ? WeightColumn.Find(data.Schema, weightName) : null;
        FeatureInput feature = from is not null ? Known(data, from, label, weight) : columns.Inputs.IsEmpty ? FeatureColumn.FindAs(data.Schema, columns.Features, training)
            : training is not null ? TableInput.Find(data.Schema, columns.Inputs, ((TableInput)training).Schema, marksMissing)
            : Options.Model.Columns is { } given ? TableInput.Find(data.Schema, columns.Inputs, given, marksMissing)
            : TableInput.Learn(data, columns.Inputs, Options.Inference, marksMissing, Options.NormalRowsOnly ? label : null, Options.CancellationToken, weight);
        var watch = new ZeroWatch(feature.Names, marksMissing);

        // Where rows are not left out, training says itself which value cannot be.
        var limits = Options.Model.Training.InvalidRows == InvalidRowPolicy.Skip ? ValueLimits.Of(Options.Model.Columns ?? feature.Table) : null;

        // A file has told what there is to warn of when it was loaded.
        var tally = new RowTally(limits, data is TableView { Profile: not null } ? null : ColumnWatch.Of(feature));
        var view = new DataViewRowSource(data, feature, label) { Watch = watch, Tally = tally, Weight = weight, ContextColumnCount = ContextColumns(feature) };
        return new EstimatorRows(Options.NormalRowsOnly ? new NormalRowsSource(view) : view, feature, watch, tally);
    }

    /// <summary>The inputs by the columns of a model that training goes on with, with more levels where it is to learn them.</summary>
    private FeatureInput Known(IDataView data, VaeModel from, IRowLabel? label, WeightColumn? weight)
    {
        if (!Options.Continuation.AddLevels || columns.Inputs.IsEmpty || from.Columns is not { } known)
        {
            return FeatureInput.Find(data.Schema, columns, from);
        }

        var marksMissing = from.Options.MissingValues == MissingValueHandling.Observed;
        var found = TableInput.Learn(data, columns.Inputs, Options.Inference, marksMissing, Options.NormalRowsOnly ? label : null, Options.CancellationToken, weight);
        return TableInput.Find(data.Schema, columns.Inputs, known.WithLevelsOf(found.Schema), marksMissing);
    }

    private ContinuedTraining Continuation(EpochLog log) =>
        Options.Continuation with { Drift = Options.Continuation.Drift is { } listener ? new DriftLog(log, listener) : log };

    /// <summary>Columns of the table that the inputs at the end, which are context, make.</summary>
    private int ContextColumns(FeatureInput feature) =>
        feature is TableInput table ? table.Shapes.AsSpan()[^Options.ContextColumnNames.Length..].ToArray().Sum(shape => shape.Slots) : 0;

    private VaeTransformer Train(DataViewSchema schema, EstimatorRows rows, Func<EpochLog, VaeModel> train)
    {
        using var channel = host.Start("Training");
        var log = new EpochLog(channel, Options.Progress);
        var model = train(log);
        log.Finish(model.Report);
        var label = Options.NormalRowsOnly ? Options.LabelColumnName : null;
        if (label is not null)
        {
            channel.Info(MessageSensitivity.None, "{0}", rows.Tally.LeftOut(label));
        }

        foreach (var warning in rows.Feature.Warnings.Concat(rows.Tally.Warnings("were left out", label)).Concat(rows.Watch.Warnings()))
        {
            channel.Warning(MessageSensitivity.None, "{0}", OptionNames.Translate(warning.Message));
        }

        if ((model.Columns?.Columns.Select(column => column.Name) ?? model.FeatureNames)?.FirstOrDefault(LabelName.IsLikely) is { } likely)
        {
            channel.Warning(
                MessageSensitivity.None, "'{0}' is trained on as a feature; if it is the label, leave it out of Transforms.Concatenate, of the range that the text loader reads, or of InputColumnNames.", likely);
        }

        if (!model.Origin.IsEmpty && (columns.Reconstruction ?? columns.Imputed) is { } rounded)
        {
            channel.Warning(
                MessageSensitivity.None,
                "Column '{0}' is a vector of Single, which lacks digits of inputs whose values lie close together and far from 0; VaeModel.Reconstruct and VaeModel.Impute give rows of Double.",
                rounded);
        }

        return new VaeTransformer(model, columns)
        {
            Log = context,
            KeepsScoreColumn = schema.GetColumnOrNull("Score") is not null,
            InputShapes = rows.Feature is TableInput table ? table.Shapes : [],
        };
    }

    private static void RequireLabelsWhereTheyAreRead(VaeEstimatorOptions options)
    {
        var reads = options.Model.Objective is { Kind: ObjectiveKind.Adversarial, Adversarial.UseLabels: true };
        if (options.NormalRowsOnly && reads)
        {
            throw new ArgumentException(
                "NormalRowsOnly takes labels as normal or not, and Model.Objective.Adversarial.UseLabels as numbers of classes; leave out one of them.");
        }

        if (options.NormalRowsOnly && options.InputColumnNames.Contains(options.LabelColumnName ?? ""))
        {
            throw new ArgumentException($"'{options.LabelColumnName}' is named as the label and among InputColumnNames, so that the model would learn what it is to find out; leave it out of the inputs.");
        }

        if (options.NormalRowsOnly && options.ContextColumnNames.Contains(options.LabelColumnName ?? ""))
        {
            throw new ArgumentException($"'{options.LabelColumnName}' is named as the label and among ContextColumnNames, though rows are to be scored whose label is not known; leave it out of the context.");
        }

        if (!options.NormalRowsOnly && options.NormalLabel is not null)
        {
            throw new ArgumentException($"NormalLabel is '{options.NormalLabel}' but NormalRowsOnly is not set, so that nothing reads it; set it, or leave it out.");
        }

        if ((reads || options.NormalRowsOnly) && string.IsNullOrWhiteSpace(options.LabelColumnName))
        {
            throw new ArgumentException(options.NormalRowsOnly
                ? "NormalRowsOnly is set but LabelColumnName is not; name the column of labels, or leave it out."
                : "Model.Objective.Adversarial.UseLabels is set but LabelColumnName is not; name the column of labels, a key, or leave UseLabels out.");
        }

        if (!reads && !options.NormalRowsOnly && options.LabelColumnName is not null)
        {
            throw new ArgumentException(
                $"LabelColumnName is '{options.LabelColumnName}' but nothing in the model reads labels; leave it out, or set NormalRowsOnly or Model.Objective.Adversarial.UseLabels.");
        }
    }

    private static void RequireThatWeightsAreNoInput(VaeEstimatorOptions options)
    {
        if (options.ExampleWeightColumnName is { } name)
        {
            WeightColumn.RequireOwn(
                name,
                options.InputColumnNames.Contains(name) ? "among InputColumnNames"
                : options.ContextColumnNames.Contains(name) ? "among ContextColumnNames"
                : options.InputColumnNames.IsEmpty && options.FeatureColumnName == name ? "FeatureColumnName too"
                : options.LabelColumnName == name ? "LabelColumnName too"
                : null);
        }
    }

    /// <summary>How many columns a context has is known when there are data; whether the model can have one, now.</summary>
    private static void RequireThatTakesContext(VaeEstimatorOptions options)
    {
        if (!options.ContextColumnNames.IsEmpty)
        {
            (options.Model with { Columns = null, ContextColumnCount = 1 }).Validate();
        }
    }

    private static int ChooseSeed(VaeEstimatorOptions options, IHost host) =>
        options.Seed ?? (options.Model.Seed != 0 || options.Model.Training.Checkpoint is not null ? options.Model.Seed : host.Rand.Next());
}
