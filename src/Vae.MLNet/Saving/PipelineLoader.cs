using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <summary>Tells the two kinds of file apart, ML.NET's zip archive and the model's own ONNX, and loads either as a pipeline.</summary>
internal static class PipelineLoader
{
    /// <summary>How a zip archive begins; an ONNX file does not, as its message has no field 10, which a P in front would be.</summary>
    private static ReadOnlySpan<byte> ZipMark => "PK"u8;

    public static TransformerChain<ITransformer> Load(MLContext context, string path, Func<SavedModel, ITransformer> create, out DataViewSchema? inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!StartsAsZip(path))
        {
            inputSchema = null;
            return Single(VaeModel.Load(path), create);
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return PipelineFiles.Load(context, stream, create, out inputSchema);
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

    public static TransformerChain<ITransformer> Load(MLContext context, Stream stream, Func<SavedModel, ITransformer> create, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // An archive is read from its end, and by offsets from its start.
        var held = stream.CanSeek && stream.Position == 0 ? stream : Hold(stream);
        Span<byte> start = stackalloc byte[ZipMark.Length];
        var isZip = held.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(ZipMark);
        held.Position = 0;
        if (isZip)
        {
            return PipelineFiles.Load(context, held, create, out inputSchema);
        }

        inputSchema = null;
        return Single(VaeModel.Load(held), create);
    }

    /// <summary>The rest of a stream, in memory that grows with what arrives.</summary>
    private static MemoryStream Hold(Stream stream)
    {
        var held = new MemoryStream();
        var block = new byte[1 << 16];
        int read;
        while ((read = stream.Read(block)) > 0)
        {
            if (held.Length + read > Array.MaxLength)
            {
                throw new ModelFileException(
                    Invariant($"The model file has more than {Array.MaxLength:N0} bytes, the most that is read from such a stream; ")
                    + "load it by its path.");
            }

            held.Write(block, 0, read);
        }

        held.Position = 0;
        return held;
    }

    private static TransformerChain<ITransformer> Single(VaeModel model, Func<SavedModel, ITransformer> create) =>
        new(create(new SavedVae(model, VaeColumns.ForAnomalies, false, [])));

    private static bool StartsAsZip(string path)
    {
        Span<byte> start = stackalloc byte[ZipMark.Length];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(ZipMark);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading it as a model says what is wrong with the path.
            return false;
        }
    }
}
