using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Serialization;

namespace Vae.MLNet.Saving;

/// <summary>Tells the two kinds of file apart, ML.NET's zip archive and the model's own ONNX, and loads either as a pipeline.</summary>
internal static class PipelineLoader
{
    /// <summary>How a zip archive begins; an ONNX file does not, as its message has no field 10, which a P in front would be.</summary>
    private static ReadOnlySpan<byte> ZipMark => "PK"u8;

    public static TransformerChain<ITransformer> Load(MLContext context, string path, out DataViewSchema? inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!StartsAsZip(path))
        {
            inputSchema = null;
            return Single(VaeModel.Load(path));
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return PipelineFiles.Load(context, stream, out inputSchema);
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException($"'{path}': {exception.Message}", exception.InnerException);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"Model '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    public static TransformerChain<ITransformer> Load(MLContext context, Stream stream, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // An archive is read from its end, so a stream that does not seek has to be held; and both readers want the first byte.
        using var held = new MemoryStream();
        stream.CopyTo(held);
        held.Position = 0;
        if (held.GetBuffer().AsSpan(0, (int)held.Length).StartsWith(ZipMark))
        {
            return PipelineFiles.Load(context, held, out inputSchema);
        }

        inputSchema = null;
        return Single(VaeModel.Load(held));
    }

    private static TransformerChain<ITransformer> Single(VaeModel model) => new(new VaeTransformer(model, VaeColumns.ForAnomalies));

    private static bool StartsAsZip(string path)
    {
        Span<byte> start = stackalloc byte[2];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.StartsWith(ZipMark);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading it as a model says what is wrong with the path.
            return false;
        }
    }
}
