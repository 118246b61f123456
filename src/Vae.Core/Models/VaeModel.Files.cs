using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;

namespace Vae.Core.Models;

/// <content>The model as a file.</content>
public sealed partial class VaeModel
{
    /// <summary>Writes the model to an ONNX file, which any ONNX runtime scores and <see cref="Load(string)"/> reads back; it appears whole or not at all, and replaces a file of that name.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFile.Write(parts, new OnnxExportOptions(), path);
    }

    /// <summary>Writes the model to a stream, which need not seek and stays open.</summary>
    /// <param name="stream">Receives the model.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OnnxModelWriter.Write(parts, new OnnxExportOptions(), stream);
    }

    /// <summary>Reads a model that was saved; it equals the one that was, bit for bit. Nothing in the file is executed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is no model, of a later format, cut short or damaged.</exception>
    public static VaeModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new VaeModel(ModelFile.Read(path));
    }

    /// <summary>Reads a model from a stream, which is read to its end and stays open.</summary>
    /// <param name="stream">Stands where the model begins, and ends where it ends; need not seek.</param>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static VaeModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VaeModel(ModelFile.Read(stream));
    }

    /// <summary>Reads a model from a stream, and how it was exported.</summary>
    /// <param name="stream">Where the model begins; left open, behind it.</param>
    /// <param name="export">Form, names and slot names of the file.</param>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static VaeModel Load(Stream stream, out OnnxExportOptions export)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VaeModel(ModelFile.Read(stream, out export));
    }

    /// <summary>Writes the model, or a part of it, to an ONNX file, which appears whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">Part, form and names; null takes the whole model with many rows a call, which <see cref="Load(string)"/> reads back.</param>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Export(string path, OnnxExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFile.Write(parts, options ?? new OnnxExportOptions(), path);
    }

    /// <summary>Writes the model, or a part of it, as ONNX to a stream, which need not seek and stays open.</summary>
    /// <param name="stream">Receives the file's content.</param>
    /// <param name="options">Part, form and names; null takes the whole model with many rows a call.</param>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    public void Export(Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OnnxModelWriter.Write(parts, options ?? new OnnxExportOptions(), stream);
    }
}
