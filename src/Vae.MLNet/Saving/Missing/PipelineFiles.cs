using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Saving.Missing;

/// <summary>ML.NET's model files where the package is missing that could write and run a network in one.</summary>
internal static class PipelineFiles
{
    private const string Missing =
        "this build of Vae.MLNet is without the package Microsoft.ML.OnnxTransformer, which writes and reads networks in such files.";

    /// <exception cref="NotSupportedException">Always; the message names the package and says what to do instead.</exception>
    public static void Save(VaeTransformer transformer, ModelSaveContext context) =>
        throw new NotSupportedException(
            $"A VaeTransformer cannot be written into an ML.NET model file: {Missing} Save its model with transformer.Model.Save(path) "
            + "and the steps around it with mlContext.Model.Save; then load the model with mlContext.Vae.Load(path) "
            + "and append it to them.");

    /// <exception cref="NotSupportedException">Always; the message names the package and says what to do instead.</exception>
    public static void Save(VaeClassifierTransformer transformer, ModelSaveContext context) =>
        throw new NotSupportedException(
            $"A VaeClassifierTransformer cannot be written into an ML.NET model file: {Missing} Save its model with transformer.Model.Save(path) "
            + "and the steps around it with mlContext.Model.Save; then load the model with VaeClassifier.Load(path) "
            + "and append mlContext.Vae.FromClassifier(model) to them.");

    /// <exception cref="NotSupportedException">Always; the message names the package and says what to do instead.</exception>
    public static TransformerChain<ITransformer> Load(MLContext context, Stream stream, out DataViewSchema? inputSchema) =>
        throw new NotSupportedException(
            $"ML.NET's model file cannot be loaded: {Missing} Load it where that package is, or load the model's own .onnx file.");
}
