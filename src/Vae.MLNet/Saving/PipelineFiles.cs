using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;

namespace Vae.MLNet.Saving;

/// <summary>ML.NET's model files: written as steps of ML.NET's own that do what the transformer does, read back as the
/// transformer.</summary>
internal static class PipelineFiles
{
    /// <summary>Writes the steps that stand for a transformer where it would stand.</summary>
    /// <exception cref="InvalidOperationException">The native library of the ONNX runtime is missing.</exception>
    public static void Save(SavedModel model, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var folder = new TemporaryFolder();
        using var steps = model.ToSteps(new MLContext { TempFilePath = folder.Path });
        ((ICanSaveModel)steps).Save(context);
    }

    /// <summary>Reads a model file and puts a transformer wherever one was saved.</summary>
    /// <param name="context">Loads ML.NET's steps.</param>
    /// <param name="stream">The file.</param>
    /// <param name="create">Makes a transformer of what was saved.</param>
    /// <param name="inputSchema">Receives the schema that the pipeline was saved with, or null.</param>
    /// <exception cref="ModelFileException">The file is damaged, or there is no model of ours in it.</exception>
    /// <exception cref="InvalidOperationException">The native library of the ONNX runtime is missing.</exception>
    public static TransformerChain<ITransformer> Load(MLContext context, Stream stream, Func<SavedModel, ITransformer> create, out DataViewSchema? inputSchema)
    {
        var content = PipelineZip.Read(stream);
        stream.Position = 0;
        var loaded = LoadAsIs(context, stream, out inputSchema);
        return new PipelineRebuilder(content, create).Rebuild(loaded);
    }

    /// <summary>
    /// By ML.NET alone. Under the invariant culture, because expressions that earlier versions saved hold numbers with a point. With the context's GPU set aside where it cannot be
    /// had: ML.NET's OnnxTransformer does not fall back to the processor, and ours scores there anyway.
    /// </summary>
    private static ITransformer LoadAsIs(MLContext context, Stream stream, out DataViewSchema? inputSchema)
    {
        using var culture = new InvariantCulture();
        if (context.GpuDeviceId is not { } device)
        {
            return LoadOnce(context, stream, out inputSchema);
        }

        try
        {
            return LoadOnce(context, stream, out inputSchema);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ModelFileException)
        {
            stream.Position = 0;
            context.GpuDeviceId = null;
            try
            {
                return LoadOnce(context, stream, out inputSchema);
            }
            finally
            {
                context.GpuDeviceId = device;
            }
        }
    }

    private static ITransformer LoadOnce(MLContext context, Stream stream, out DataViewSchema? inputSchema)
    {
        try
        {
            var start = stream.Position;
            DataViewSchema? schema = null;
            var loaded = NetworkFiles.Load(() =>
            {
                stream.Position = start;
                return context.Model.Load(stream, out schema);
            });
            inputSchema = schema;
            return loaded;
        }
        catch (Exception exception) when (NativeRuntime.IsMissing(exception))
        {
            throw NativeRuntime.Error(exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What went wrong is beneath: ML.NET makes its steps by reflection.
            var cause = exception.GetBaseException();
            var remedy = cause is IOException or UnauthorizedAccessException ? "; " + TemporaryFolder.Remedy : "";
            throw new ModelFileException($"ML.NET cannot load the model file: {cause.Message.TrimEnd('.')}{remedy}.", exception);
        }
    }
}
