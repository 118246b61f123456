using Vae.Core.Serialization;

namespace Vae.Core;

/// <content>The model as a file.</content>
public sealed partial class VaeModel
{
    /// <summary>Writes the model to a file, which appears whole or not at all; a file of that name is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFile.Write(parts, path);
    }

    /// <summary>Writes the model to a stream, which need not seek and stays open.</summary>
    /// <param name="stream">Receives the model.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(parts, stream);
    }

    /// <summary>Reads a model that was saved; it equals the one that was, bit for bit. Nothing in the file is executed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is no model, of a later format, cut short or damaged.</exception>
    public static VaeModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new VaeModel(ModelFile.Read(path));
    }

    /// <summary>Reads a model from a stream, which then stands behind it and stays open.</summary>
    /// <param name="stream">Where the model begins.</param>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static VaeModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VaeModel(ModelFile.Read(stream));
    }
}
