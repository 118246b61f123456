using Microsoft.ML;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;
using Vae.MLNet.Training;

namespace Vae.MLNet;

/// <summary>Pretrains a variational autoencoder on a feature column, then trains its encoder and a softmax head on the rows that have a label; made by
/// <see cref="VaeCatalog"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, many times. Labelled rows are kept in
/// memory; the others up to <see cref="TrainingOptions.MemoryBudgetBytes"/>.</description></item>
/// <item><term>Input column data types</term><description>Features: known-size vector of Single, or one Single. Label: a key, missing where a row has
/// none. Weight, where one is named: a number of any type.</description></item>
/// <item><term>Output column data types</term><description>Score: known-size vector of Single, probabilities with the classes as slot names.
/// PredictedLabel: a key with the label's values.</description></item>
/// <item><term>Is normalization required?</term><description>No, scaling is part of the model.</description></item>
/// </list>
/// </remarks>
public sealed class VaeClassifierEstimator : IEstimator<VaeClassifierTransformer>
{
    private readonly MLContext context;
    private readonly IHost host;
    private readonly VaeClassifierColumns columns;
    private readonly VaeClassifierTrainer trainer;

    internal VaeClassifierEstimator(MLContext context, VaeClassifierEstimatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.FeatureColumnName, nameof(options.FeatureColumnName));
        ArgumentException.ThrowIfNullOrWhiteSpace(options.LabelColumnName, nameof(options.LabelColumnName));
        ArgumentNullException.ThrowIfNull(options.Classifier, nameof(options.Classifier));
        if (options.ExampleWeightColumnName is { } weight)
        {
            WeightColumn.RequireOwn(weight, options.FeatureColumnName == weight ? "FeatureColumnName too" : options.LabelColumnName == weight ? "LabelColumnName too" : null);
        }

        if (options.Pretrained is not null && options.UnlabelledData is not null)
        {
            throw new ArgumentException("Pretrained and UnlabelledData are both given, but a model that is trained is not pretrained again; give one of them.");
        }

        this.context = context;
        host = ((IHostEnvironment)context).Register(nameof(VaeClassifierEstimator));
        columns = options.Columns;
        columns.Validate();
        var classifier = options.Classifier;
        var seed = options.Seed ?? (classifier.Seed != 0 ? classifier.Seed : host.Rand.Next());
        trainer = new VaeClassifierTrainer(classifier with
        {
            Seed = seed,
            Engine = EngineChoice.Of(context, classifier.Engine),
            Pretraining = classifier.Pretraining with
            {
                Seed = options.Seed ?? (classifier.Pretraining.Seed != 0 ? classifier.Pretraining.Seed : seed),
                Engine = EngineChoice.Of(context, classifier.Pretraining.Engine),
            },
        });
        Options = options with { Seed = seed, Classifier = trainer.Options };
    }

    /// <summary>The options that it was made with; the seeds are those that training starts from.</summary>
    public VaeClassifierEstimatorOptions Options { get; }

    /// <summary>Trains on the rows of a data view: both stages, or the second alone where a model or unlabelled rows were given.</summary>
    /// <param name="input">Rows with the feature and label columns, and that of weights where one is named; only those are read.</param>
    /// <returns>The trained transformer.</returns>
    /// <exception cref="VaeDataException">A column is missing or of the wrong type, or its rows cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">A loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the fine-tuning was done.</exception>
    public VaeClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var label = LabelColumn.Find(input.Schema, Options.LabelColumnName);
        var feature = FeatureColumn.FindAs(input.Schema, columns.Features, null);
        var rows = new DataViewRowSource(input, feature, label) { Weight = Options.ExampleWeightColumnName is { } weight ? WeightColumn.Find(input.Schema, weight) : null };
        var values = label.Values;
        var names = values?.Texts ?? [.. Enumerable.Range(1, label.Count).Select(key => key.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        using var channel = host.Start("Training");
        var log = new EpochLog(channel, Options.PretrainingProgress);
        var epochs = new ClassifierLog(channel, Options.Progress);
        var model = Options switch
        {
            { Pretrained: { } pretrained } => trainer.Fit(rows, pretrained, names, epochs, Options.CancellationToken),
            { UnlabelledData: { } others } => trainer.Fit(
                rows,
                new DataViewRowSource(others, FeatureColumn.FindAs(others.Schema, columns.Features, feature))
                {
                    Weight = Options.ExampleWeightColumnName is { } own && others.Schema.GetColumnOrNull(own) is not null ? WeightColumn.Find(others.Schema, own) : null,
                },
                names,
                log,
                epochs,
                Options.CancellationToken),
            _ => trainer.Fit(rows, names, log, epochs, Options.CancellationToken),
        };
        epochs.Finish(model.Report);
        return new VaeClassifierTransformer(model, columns, values) { KeepsScoreColumn = input.Schema.GetColumnOrNull("Score") is not null };
    }

    /// <summary>Says what the data look like behind this estimator, without training it.</summary>
    /// <param name="inputSchema">Shape of the data in front of it.</param>
    /// <returns>That shape with the output columns added.</returns>
    /// <exception cref="VaeDataException">The feature or label column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (Options.ExampleWeightColumnName is { } weight)
        {
            WeightColumn.Check(inputSchema, weight);
        }

        return ClassifierSchema.CreateShape(context, inputSchema, columns, Options.LabelColumnName);
    }
}
