using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;

namespace Vae.Core.Models;

/// <content>The classifier as a file.</content>
public sealed partial class VaeClassifier
{
    /// <summary>Writes the classifier to an ONNX file, which any ONNX runtime scores and <see cref="Load(string)"/> reads back; it appears whole or not at all, and replaces a file of that name.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">Form and names; null takes many rows a call, <c>features</c>, <c>probabilities</c> and <c>label</c>.</param>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Save(string path, ClassifierExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFile.Write(parts, options ?? new ClassifierExportOptions(), path);
    }

    /// <summary>Writes the classifier to a stream, which need not seek and stays open.</summary>
    /// <param name="stream">Receives the file's content.</param>
    /// <param name="options">As above.</param>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    public void Save(Stream stream, ClassifierExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OnnxModelWriter.Write(parts, options ?? new ClassifierExportOptions(), stream);
    }

    /// <summary>Reads a classifier that was saved; it equals the one that was, bit for bit. Nothing in the file is executed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is no classifier, of a later format, cut short or damaged.</exception>
    public static VaeClassifier Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new VaeClassifier(ModelFile.ReadClassifier(path));
    }

    /// <summary>Reads a classifier from a stream, which is read to its end and stays open.</summary>
    /// <param name="stream">Stands where the file begins, and ends where it ends; need not seek.</param>
    /// <exception cref="ModelFileException">The content is no classifier, of a later format, cut short or damaged.</exception>
    public static VaeClassifier Load(Stream stream) => Load(stream, out _);

    /// <summary>Reads a classifier from a stream, and how it was exported.</summary>
    /// <param name="stream">As above.</param>
    /// <param name="export">Form, names and slot names of the file.</param>
    /// <exception cref="ModelFileException">The content is no classifier, of a later format, cut short or damaged.</exception>
    public static VaeClassifier Load(Stream stream, out ClassifierExportOptions export)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VaeClassifier(ModelFile.ReadClassifier(stream, out export));
    }
}
