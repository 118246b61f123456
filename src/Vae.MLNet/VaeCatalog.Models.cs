using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Saving;

namespace Vae.MLNet;

/// <content>Classifiers, and models and pipelines that are there already.</content>
public sealed partial class VaeCatalog
{
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
        return new VaeClassifierEstimator(context, options);
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
    public VaeTransformer FromModel(VaeModel model, VaeColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        columns ??= VaeColumns.ForAnomalies;
        return new VaeTransformer(model, columns with { Inputs = TableInput.InModelOrder(columns.Inputs, FeatureInput.TableOf(model)) }) { Log = context };
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
        PipelineLoader.Load(context, path, saved => SavedTransformers.Create(saved, context), out inputSchema);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="stream">The file's content, from the stream's position to its end; left open. It need not seek.</param>
    public TransformerChain<ITransformer> Load(Stream stream) => Load(stream, out _);

    /// <inheritdoc cref="Load(Stream)"/>
    /// <param name="stream">As above.</param>
    /// <param name="inputSchema">Receives the schema that the pipeline was saved with, or null where the file holds none.</param>
    public TransformerChain<ITransformer> Load(Stream stream, out DataViewSchema? inputSchema) =>
        PipelineLoader.Load(context, stream, saved => SavedTransformers.Create(saved, context), out inputSchema);
}
