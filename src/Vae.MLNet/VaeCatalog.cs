using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Classification;
using Vae.Core.Scoring;
using Vae.Core.Serialization;
using Vae.MLNet.Saving;

namespace Vae.MLNet;

/// <summary>Makes variational autoencoders for ML.NET pipelines; reached as <c>mlContext.Vae</c>.</summary>
/// <remarks>In a language without extension properties, construct it: <c>new VaeCatalog(mlContext)</c>.</remarks>
/// <example>
/// <code>
/// var ml = new MLContext(seed: 0);
/// var pipeline = ml.Transforms.Concatenate("Features", "A", "B", "C").Append(ml.Vae.DetectAnomalies());
/// var scored = pipeline.Fit(data).Transform(data);   // adds Score and PredictedLabel
/// </code>
/// </example>
public sealed class VaeCatalog
{
    private readonly MLContext _context;

    /// <summary>Makes components that log to, and draw their seeds from, a context.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public VaeCatalog(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    /// <summary>Learns what the training rows have in common and scores each row by how far it is from that; adds <c>Score</c> and
    /// <c>PredictedLabel</c>.</summary>
    /// <remarks>
    /// Train on normal rows where they are known, on all rows where they are not. No normaliser is needed before it: scaling is part of
    /// the model.
    /// Evaluate with <c>mlContext.AnomalyDetection.Evaluate</c>, whose label must be a Single, 1 for an anomaly.
    /// </remarks>
    /// <param name="featureColumnName">A known-size vector of Single (or one Single), in raw units.</param>
    /// <param name="contamination">Share of the training rows that the threshold flags; 0 to 0.5, default 0.1.</param>
    /// <param name="latentDimension">Numbers in the latent code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="normalRowsOnly">Whether the training rows are known to hold no anomalies: then the score trims none of them away
    /// (<see cref="ScoringOptions.ForNormalRows"/>). Default false.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator DetectAnomalies(
        string featureColumnName = "Features",
        double contamination = 0.1,
        int? latentDimension = null,
        int? epochs = null,
        bool normalRowsOnly = false) => DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            FeatureColumnName = featureColumnName,
            Model = Model(latentDimension, epochs) with { Scoring = Scoring(contamination, normalRowsOnly) },
        });

    /// <summary>Learns what the training rows have in common from several columns, of numbers and of text, and scores each row by how far it is from that; adds
    /// <c>Score</c> and <c>PredictedLabel</c>. No step is needed before it: not one that makes one column of several, nor encodes text, nor normalises.</summary>
    /// <remarks>
    /// Text becomes categorical by the levels that fitting finds, at most 256 a column, keys by their values, and Booleans binary; a level that fitting did not see is scored as
    /// such. Numbers are numeric unless <paramref name="kinds"/> declares them counts, binary or (whole numbers) categorical. More is in
    /// <see cref="VaeEstimatorOptions.Inference"/>. The levels are part of the model and of every file that it is saved to.
    /// </remarks>
    /// <param name="inputColumnNames">The columns: Single, Double or whole numbers, Boolean, text or keys, or known-size vectors of these.</param>
    /// <param name="contamination">Share of the training rows that the threshold flags; 0 to 0.5, default 0.1.</param>
    /// <param name="latentDimension">Numbers in the latent code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="kinds">Kinds that the columns' types do not tell, by name; null (default) for none.</param>
    /// <param name="normalRowsOnly">Whether the training rows are known to hold no anomalies: then the score trims none of them away
    /// (<see cref="ScoringOptions.ForNormalRows"/>). Default false.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, there are no columns, or one is named twice.</exception>
    public VaeEstimator DetectAnomalies(
        string[] inputColumnNames,
        double contamination = 0.1,
        int? latentDimension = null,
        int? epochs = null,
        IReadOnlyDictionary<string, ColumnKind>? kinds = null,
        bool normalRowsOnly = false) => DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = Inputs(inputColumnNames),
            Inference = Inference(kinds),
            Model = Model(latentDimension, epochs) with { Scoring = Scoring(contamination, normalRowsOnly) },
        });

    /// <inheritdoc cref="DetectAnomalies(string, double, int?, int?, bool)"/>
    /// <param name="options">Columns, model and training.</param>
    /// <exception cref="ArgumentException">An option is out of range, or neither the score nor the predicted label has a name.</exception>
    public VaeEstimator DetectAnomalies(VaeAnomalyDetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ScoreColumnName is null && options.PredictedLabelColumnName is null)
        {
            throw new ArgumentException(
                "ScoreColumnName and PredictedLabelColumnName are both null, so no anomaly would be reported; "
                + "name one of them, or use Encode for codes and reconstructions.",
                nameof(options));
        }

        return new VaeEstimator(_context, options);
    }

    /// <summary>Learns a code of a few numbers for each row, for trainers that come after it in the pipeline; adds <c>Latent</c>, and a
    /// reconstruction if asked.</summary>
    /// <remarks>Labels are not looked at. No normaliser is needed before it: scaling is part of the model.</remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Encode(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Model(latentDimension, epochs),
        });
    }

    /// <summary>Learns a code of few numbers for each row of several columns, of numbers and of text; adds <c>Latent</c>, and a reconstruction if asked.</summary>
    /// <remarks>What is made of the columns is told at <see cref="DetectAnomalies(string[], double, int?, int?, IReadOnlyDictionary{string, ColumnKind}?, bool)"/>.</remarks>
    /// <param name="inputColumnNames">The columns: Single, Double or whole numbers, Boolean, text or keys, or known-size vectors of these.</param>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column, with one slot a level of a categorical column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="kinds">Kinds that the columns' types do not tell, by name; null (default) for none.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, there are no columns, or one is named twice.</exception>
    public VaeEstimator Encode(
        string[] inputColumnNames,
        string outputColumnName = "Latent",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        IReadOnlyDictionary<string, ColumnKind>? kinds = null) => Encode(new VaeEncodingOptions
        {
            InputColumnNames = Inputs(inputColumnNames),
            Inference = Inference(kinds),
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Model(latentDimension, epochs),
        });

    /// <inheritdoc cref="Encode(string, string?, int?, string?, int?)"/>
    /// <param name="options">Columns, model and training.</param>
    /// <exception cref="ArgumentException">An option is out of range, or no output has a name.</exception>
    public VaeEstimator Encode(VaeEncodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaeEstimator(_context, options);
    }

    /// <summary>Learns a plain autoencoder: one code a row, without noise or prior, and a reconstruction; adds <c>Latent</c>, and a
    /// reconstruction if asked.</summary>
    /// <remarks>
    /// With a corruption it is a denoising autoencoder, whose codes pay less heed to noise. For the other objectives, such as the
    /// importance-weighted bound, give <see cref="VaeOptions.Objective"/> to <see cref="Encode(VaeEncodingOptions)"/> or
    /// <see cref="DetectAnomalies(VaeAnomalyDetectionOptions)"/>.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="corruption">Noise on what the encoder sees in training, in scaled units; null (default): none.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Autoencoder(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        Corruption? corruption = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = Autoencoder(latentDimension, epochs, corruption),
        });
    }

    /// <summary>Trains an adversarial autoencoder (Makhzani et al. 2015), whose codes, all rows' together, are distributed as a prior of choice; adds
    /// <c>Latent</c>, each row's code. New rows are drawn by <see cref="VaeTransformer.Sample"/>.</summary>
    /// <remarks>
    /// More of it, such as an encoder with a distribution and the discriminator's numbers, is in
    /// <see cref="Vae.Core.Objectives.ObjectiveOptions.Adversarial"/>, which <see cref="Encode(VaeEncodingOptions)"/> takes with the other options.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="prior">The prior; null (default): N(0, I).</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes those of a mixture, else min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <param name="labelColumnName">A key, missing in rows without a label: the discriminator sees it, so that the first key goes to the first component of the prior,
    /// a mixture with a component a key, and so on; null (default): no labels.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the prior has other dimensions than the code.</exception>
    public VaeEstimator Adversarial(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        Prior? prior = null,
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null,
        string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        latentDimension ??= (prior as GaussianMixturePrior)?.Means[0].Length;
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            LabelColumnName = labelColumnName,
            Model = Model(latentDimension, epochs) with
            {
                Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = new() { Prior = prior ?? Prior.StandardNormal(), UseLabels = labelColumnName is not null } },
            },
        });
    }

    /// <summary>Trains a VAE-GAN (Larsen et al. 2016), whose decoder a discriminator of rows teaches to make sharper ones than a variational autoencoder's; adds <c>Latent</c>,
    /// each row's mean code. New rows are drawn by <see cref="VaeTransformer.Sample"/>.</summary>
    /// <remarks>
    /// For pictures above all: give their shape to <see cref="Vae.Core.Networks.NetworkOptions.Image"/>, and the discriminator's numbers to
    /// <see cref="Vae.Core.Objectives.ObjectiveOptions.Adversarial"/>, both of which <see cref="Encode(VaeEncodingOptions)"/> takes with the other options.
    /// </remarks>
    /// <param name="outputColumnName">Name of the code's column, a vector of Single.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the code then replaces.</param>
    /// <param name="likelihood">What the decoder's numbers mean: Bernoulli for features from 0 to 1, which are then left as they are; null (default): a Gaussian with a
    /// fixed sigma, for any.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="reconstructionColumnName">Name of the reconstruction's column; null (default) leaves it out.</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the likelihood learns its sigma.</exception>
    public VaeEstimator VaeGan(
        string outputColumnName = "Latent",
        string? inputColumnName = "Features",
        Likelihood? likelihood = null,
        int? latentDimension = null,
        string? reconstructionColumnName = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        var model = Model(latentDimension, epochs);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = outputColumnName,
            ReconstructionColumnName = reconstructionColumnName,
            Model = model with
            {
                Likelihood = likelihood ?? Likelihood.GaussianFixed(),
                Scaling = likelihood is BernoulliLikelihood ? ScalingKind.None : model.Scaling,
                Objective = new() { Kind = ObjectiveKind.VaeGan },
            },
        });
    }

    /// <summary>Learns to take noise off rows: a denoising autoencoder, trained on clean rows that it corrupts itself; adds
    /// <c>Denoised</c>, what it makes of each row.</summary>
    /// <remarks>The training rows should be clean; the rows that it transforms may have the noise.</remarks>
    /// <param name="outputColumnName">Name of the denoised features' column, a vector of Single in the units of the features.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the denoised features then replace.</param>
    /// <param name="corruption">The noise, in scaled units: choose it like that of the rows to come. Null (default): Gaussian with a sigma
    /// of 0.3.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Denoise(
        string outputColumnName = "Denoised",
        string? inputColumnName = "Features",
        Corruption? corruption = null,
        int? latentDimension = null,
        int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = null,
            ReconstructionColumnName = outputColumnName,
            Model = Autoencoder(latentDimension, epochs, corruption ?? Corruption.Gaussian()),
        });
    }

    /// <summary>Learns from rows of which values are missing, NaN in the feature column, and fills them in; adds <c>Imputed</c>, the features with what was
    /// not observed of them as the decoder makes it.</summary>
    /// <remarks>
    /// The loss is that of the observed values, so that no row is left out and nothing is filled in before training. Observed values stay as they are, bit for bit. To score
    /// such rows as well, give <see cref="VaeOptions.MissingValues"/> = Observed and <see cref="VaeEstimatorOptions.ImputedColumnName"/> to
    /// <see cref="DetectAnomalies(VaeAnomalyDetectionOptions)"/>.
    /// </remarks>
    /// <param name="outputColumnName">Name of the imputed features' column, a vector of Single in the units of the features.</param>
    /// <param name="inputColumnName">A known-size vector of Single (or one Single), in raw units; null takes
    /// <paramref name="outputColumnName"/>, whose column the imputed features then replace.</param>
    /// <param name="latentDimension">Numbers in the code; null (default) takes min(features, 64).</param>
    /// <param name="epochs">Passes over the training rows; null (default) takes as many as 1,000 steps of 128 rows make.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeEstimator Impute(string outputColumnName = "Imputed", string? inputColumnName = "Features", int? latentDimension = null, int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Encode(new VaeEncodingOptions
        {
            FeatureColumnName = inputColumnName ?? outputColumnName,
            LatentColumnName = null,
            ImputedColumnName = outputColumnName,
            Model = Model(latentDimension, epochs) with { MissingValues = MissingValueHandling.Observed },
        });
    }

    /// <summary>Pretrains on all rows, then trains encoder and softmax head together on those that have a label, of which a few will do; adds
    /// <c>Score</c> and <c>PredictedLabel</c> as ML.NET's multi-class trainers do.</summary>
    /// <remarks>Evaluate with <c>mlContext.MulticlassClassification.Evaluate</c>; <c>MapKeyToValue</c> turns the predicted key into its value.</remarks>
    /// <param name="labelColumnName">A key; missing in rows without a label.</param>
    /// <param name="featureColumnName">A known-size vector of Single (or one Single), in raw units.</param>
    /// <param name="options">The pretraining and the fine-tuning; null takes the defaults.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public VaeClassifierEstimator Classifier(
        string labelColumnName = "Label", string featureColumnName = "Features", VaeClassifierOptions? options = null) =>
        Classifier(new VaeClassifierEstimatorOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Classifier = options ?? new VaeClassifierOptions(),
        });

    /// <inheritdoc cref="Classifier(string, string, VaeClassifierOptions?)"/>
    /// <param name="options">Columns, models, unlabelled rows and training.</param>
    public VaeClassifierEstimator Classifier(VaeClassifierEstimatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaeClassifierEstimator(_context, options);
    }

    /// <summary>Puts a classifier that is already trained into a pipeline.</summary>
    /// <param name="model">The classifier; <see cref="VaeClassifier.Load(string)"/> reads one from a file.</param>
    /// <param name="columns">Columns to read and to add; null takes <c>Features</c>, <c>Score</c> and <c>PredictedLabel</c>.</param>
    /// <returns>The transformer; the keys that it predicts stand for the names of the classes.</returns>
    /// <exception cref="ArgumentException">The column names cannot be used.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "Called on mlContext.Vae, like every other component.")]
    public VaeClassifierTransformer FromClassifier(VaeClassifier model, VaeClassifierColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new VaeClassifierTransformer(model, columns ?? new VaeClassifierColumns(), null);
    }

    /// <summary>Puts a model that is already trained into a pipeline.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Columns to read and to add; null takes <see cref="VaeColumns.ForAnomalies"/>.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">The column names cannot be used.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "Called on mlContext.Vae, like every other component.")]
    public VaeTransformer FromModel(VaeModel model, VaeColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new VaeTransformer(model, columns ?? VaeColumns.ForAnomalies);
    }

    /// <summary>Puts a model that <see cref="VaeModel.Save(string)"/> wrote into a pipeline.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="columns">Columns to read and to add.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">The column names cannot be used.</exception>
    /// <exception cref="ModelFileException">There is no such file, or it is no model, of a later format, cut short or damaged.</exception>
    public VaeTransformer Load(string path, VaeColumns columns) => FromModel(VaeModel.Load(path), columns);

    /// <summary>Puts a model that <see cref="VaeModel.Save(Stream)"/> wrote into a pipeline.</summary>
    /// <param name="stream">The model, from its first byte; left open.</param>
    /// <param name="columns">Columns to read and to add.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">The column names cannot be used.</exception>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public VaeTransformer Load(Stream stream, VaeColumns columns) => FromModel(VaeModel.Load(stream), columns);

    /// <summary>Loads a pipeline that <c>mlContext.Model.Save</c> wrote, with this library's own transformer wherever one was saved:
    /// in batches and able to decode, where <c>mlContext.Model.Load</c> gives steps that only score, row by row.</summary>
    /// <remarks>
    /// The steps around it are ML.NET's own and are loaded by ML.NET: trust the file as far as <c>mlContext.Model.Load</c> asks for.
    /// Chains within chains become one, so that <c>pipeline.OfType&lt;VaeTransformer&gt;()</c> finds every transformer.
    /// </remarks>
    /// <param name="path">ML.NET's model file; or a model's own <c>.onnx</c> file, which gives a pipeline of that one step with the
    /// columns of <see cref="VaeColumns.ForAnomalies"/>.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ModelFileException">There is no such file, it is damaged, or holds no model of this library.</exception>
    /// <exception cref="NotSupportedException">The file is ML.NET's and the build is without the package
    /// Microsoft.ML.OnnxTransformer.</exception>
    /// <exception cref="InvalidOperationException">The file is ML.NET's and the application is without the package
    /// Microsoft.ML.OnnxRuntime.</exception>
    public TransformerChain<ITransformer> Load(string path) => Load(path, out _);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="path">As above.</param>
    /// <param name="inputSchema">Receives the schema that the pipeline was saved with, or null where the file holds none.</param>
    public TransformerChain<ITransformer> Load(string path, out DataViewSchema? inputSchema) =>
        PipelineLoader.Load(_context, path, out inputSchema);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="stream">The file's content, from the stream's position to its end; left open. It need not seek.</param>
    public TransformerChain<ITransformer> Load(Stream stream) => Load(stream, out _);

    /// <inheritdoc cref="Load(Stream)"/>
    /// <param name="stream">As above.</param>
    /// <param name="inputSchema">Receives the schema that the pipeline was saved with, or null where the file holds none.</param>
    public TransformerChain<ITransformer> Load(Stream stream, out DataViewSchema? inputSchema) =>
        PipelineLoader.Load(_context, stream, out inputSchema);

    private static ImmutableArray<string> Inputs(string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Length > 0
            ? [.. names]
            : throw new ArgumentException("No input columns are named; name at least one.", nameof(names));
    }

    private static ColumnInference Inference(IReadOnlyDictionary<string, ColumnKind>? kinds) =>
        kinds is null ? new ColumnInference() : new ColumnInference { Kinds = kinds };

    private static VaeOptions Autoencoder(int? latentDimension, int? epochs, Corruption? corruption) => Model(latentDimension, epochs) with
    {
        Objective = new() { Kind = ObjectiveKind.Autoencoder, Corruption = corruption },
    };

    private static ScoringOptions Scoring(double contamination, bool normalRowsOnly) =>
        (normalRowsOnly ? ScoringOptions.ForNormalRows : new ScoringOptions()) with { Threshold = ThresholdPolicy.Contamination(contamination) };

    private static VaeOptions Model(int? latentDimension, int? epochs)
    {
        var model = new VaeOptions();
        return model with
        {
            Network = model.Network with { LatentDimension = latentDimension },
            Training = model.Training with { Epochs = epochs },
        };
    }
}
