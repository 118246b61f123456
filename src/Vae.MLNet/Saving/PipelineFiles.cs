using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Serialization;

namespace Vae.MLNet.Saving;

/// <summary>ML.NET's model files: written as steps of ML.NET's own that do what the transformer does, read back as the
/// transformer.</summary>
internal static class PipelineFiles
{
    /// <summary>Writes the steps that stand for a transformer where it would stand.</summary>
    /// <exception cref="InvalidOperationException">The native library of the ONNX runtime is missing.</exception>
    public static void Save(VaeTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var folder = new TemporaryFolder();
        using var steps = BuiltInSteps.Create(transformer, new MLContext { TempFilePath = folder.Path });
        ((ICanSaveModel)steps).Save(context);
    }

    /// <summary>Writes the steps that stand for a classifier where it would stand.</summary>
    /// <exception cref="InvalidOperationException">The native library of the ONNX runtime is missing.</exception>
    public static void Save(VaeClassifierTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var folder = new TemporaryFolder();
        using var steps = BuiltInSteps.Create(transformer, new MLContext { TempFilePath = folder.Path });
        ((ICanSaveModel)steps).Save(context);
    }

    /// <summary>Reads a model file and puts a transformer wherever one was saved.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or there is no model of ours in it.</exception>
    /// <exception cref="InvalidOperationException">The native library of the ONNX runtime is missing.</exception>
    public static TransformerChain<ITransformer> Load(MLContext context, Stream stream, out DataViewSchema? inputSchema)
    {
        var content = PipelineZip.Read(stream);
        stream.Position = 0;
        var loaded = LoadAsIs(context, stream, out inputSchema);
        return new PipelineRebuilder(content).Rebuild(loaded);
    }

    private static ITransformer LoadAsIs(MLContext context, Stream stream, out DataViewSchema? inputSchema)
    {
        try
        {
            return context.Model.Load(stream, out inputSchema);
        }
        catch (Exception exception) when (NativeRuntime.IsMissing(exception))
        {
            throw NativeRuntime.Error(exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ModelFileException($"ML.NET cannot load the model file: {exception.Message}", exception);
        }
    }
}
