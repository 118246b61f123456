using Microsoft.ML;
using Microsoft.ML.Runtime;
using Vae.MLNet.Saving;

namespace Vae.MLNet;

/// <summary>Makes transformers of what a model file holds.</summary>
internal static class SavedTransformers
{
    /// <param name="saved">Out of the file.</param>
    /// <param name="log">Where what is met in scoring is said.</param>
    public static ITransformer Create(SavedModel saved, IChannelProvider log) => saved switch
    {
        SavedVae vae => new VaeTransformer(vae.Model, vae.Columns) { KeepsScoreColumn = vae.KeepsScoreColumn, InputShapes = vae.InputShapes, Log = log },
        SavedClassifier classifier => new VaeClassifierTransformer(classifier.Model, classifier.Columns, classifier.Values) { KeepsScoreColumn = classifier.KeepsScoreColumn },
        _ => throw new NotSupportedException($"There is no transformer of a {saved.GetType().Name}."),
    };
}
