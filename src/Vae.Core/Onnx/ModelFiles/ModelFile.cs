using Vae.Core.Files;
using Vae.Core.Parts;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>The model file: one ONNX file, written whole or not at all, and read with every size checked.</summary>
internal static class ModelFile
{
    /// <summary>Writes a model, or a part of one, to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ModelParts parts, OnnxExportOptions options, string path)
    {
        using var file = AtomicFile.Create(path);
        OnnxModelWriter.Write(parts, options, file.Content);
        file.Commit();
    }

    /// <summary>Writes a classifier to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ClassifierParts parts, ClassifierExportOptions options, string path)
    {
        using var file = AtomicFile.Create(path);
        OnnxModelWriter.Write(parts, options, file.Content);
        file.Commit();
    }

    /// <summary>Reads a classifier from a file.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is no classifier, of a later format, cut short or damaged.</exception>
    public static ClassifierParts ReadClassifier(string path) => Open(path, stream => ReadClassifier(stream, out _));

    /// <summary>Reads a classifier from a stream to its end, and how it was exported.</summary>
    /// <exception cref="ModelFileException">The content is no classifier, of a later format, cut short or damaged.</exception>
    public static ClassifierParts ReadClassifier(Stream stream, out ClassifierExportOptions export)
    {
        (var parts, export) = OnnxClassifierReader.Read(ReadToEnd(stream));
        return parts;
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is no model, of a later format, cut short or damaged.</exception>
    public static ModelParts Read(string path) => Open(path, Read);

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return read(stream);
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException($"'{path}': {exception.Message}", exception.InnerException);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"Model '{path}' does not exist; check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder, a file was wanted" : exception.Message;
            throw new ModelFileException($"Model '{path}' cannot be read: {reason}", exception);
        }
    }

    /// <summary>Reads a model from a stream to its end; the stream stays open.</summary>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static ModelParts Read(Stream stream) => Read(stream, out _);

    /// <summary>Reads a model from a stream to its end, and how it was exported.</summary>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static ModelParts Read(Stream stream, out OnnxExportOptions export)
    {
        (var parts, export) = OnnxModelReader.Read(ReadToEnd(stream));
        return parts;
    }

    /// <summary>All bytes of a stream; memory grows with what has arrived, and is taken at once only where the stream knows its length.</summary>
    private static ReadOnlyMemory<byte> ReadToEnd(Stream stream)
    {
        var left = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
        RequireRoom(left);
        var buffer = new MemoryStream((int)left);
        var block = new byte[1 << 16];
        int read;
        while ((read = stream.Read(block)) > 0)
        {
            RequireRoom(buffer.Length + read);
            buffer.Write(block, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static void RequireRoom(long length)
    {
        if (length > OnnxFileFormat.MaximumBytes)
        {
            throw new ModelFileException(Invariant($"The model file has more than {OnnxFileFormat.MaximumBytes:N0} bytes, the most that is read; give a file that holds a model."));
        }
    }
}
