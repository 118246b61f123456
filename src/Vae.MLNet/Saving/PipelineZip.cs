using System.Buffers.Binary;
using System.IO.Compression;
using Vae.Core;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <summary>
/// The networks of ours in ML.NET's model file, a zip archive. Everything in it is unpacked once, into nothing, before any of it is used:
/// sizes and checksums are known to be true then, and none is out of proportion to the file.
/// </summary>
internal static class PipelineZip
{
    /// <summary>Name that an OnnxTransformer gives its network.</summary>
    private const string NetworkName = "/OnnxModel";

    /// <summary>Most entries that are looked at.</summary>
    private const int MaximumEntries = 100_000;

    /// <summary>Entries up to this size may be packed as tightly as they like.</summary>
    private const long FreeBytes = 16 << 20;

    /// <summary>Beyond it an entry may be this many times as large as what it is packed in. Numbers hardly shrink, text does by
    /// ten.</summary>
    private const long MaximumRatio = 100;

    private const string Remedy = "the file is damaged, or was not written by ML.NET; copy it again or save the pipeline again";

    /// <summary>Finds our networks.</summary>
    /// <param name="stream">The archive; it must seek.</param>
    /// <exception cref="ModelFileException">It is no archive, is damaged or a trap, or holds no network of ours.</exception>
    public static PipelineContent Read(Stream stream)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(archive);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelFileException(
                $"The model file is no zip archive that can be read: {exception.Message.TrimEnd('.')}; {Remedy}.", exception);
        }
    }

    private static PipelineContent Read(ZipArchive archive)
    {
        if (archive.Entries.Count > MaximumEntries)
        {
            throw new ModelFileException(
                $"The model file has {archive.Entries.Count} entries but at most {MaximumEntries} are read; {Remedy}.");
        }

        var models = new Dictionary<string, SavedModel>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in archive.Entries)
        {
            var name = Name(entry);
            if (!names.Add(name))
            {
                throw new ModelFileException($"Entry '{name}' is in the model file twice; {Remedy}.");
            }

            CheckContent(entry, name);
        }

        foreach (var entry in archive.Entries)
        {
            var name = Name(entry);
            if (name.EndsWith(NetworkName, StringComparison.Ordinal) && ReadNetwork(entry, name) is { } model)
            {
                models.Add(name[..^NetworkName.Length], model);
            }
        }

        return models.Count > 0
            ? new PipelineContent(models, names.Any(name => name.StartsWith("Loader/", StringComparison.Ordinal)))
            : throw new ModelFileException("The model file holds no variational autoencoder; load it with mlContext.Model.Load.");
    }

    /// <summary>The entry's name with slashes. Nothing is written to disk by it; a name that leads elsewhere is refused all the
    /// same.</summary>
    private static string Name(ZipArchiveEntry entry)
    {
        var name = entry.FullName.Replace('\\', '/');
        return name.Length == 0 || name[0] == '/' || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains("..")
            ? throw new ModelFileException($"Entry '{entry.FullName}' of the model file has a name that leads out of it; {Remedy}.")
            : name;
    }

    private static void CheckContent(ZipArchiveEntry entry, string name)
    {
        if (entry.Length > FreeBytes && entry.Length / MaximumRatio > entry.CompressedLength)
        {
            throw new ModelFileException(
                Invariant($"Entry '{name}' of the model file claims {entry.Length:N0} bytes packed in {entry.CompressedLength:N0}, ")
                + $"more than {MaximumRatio} times as many; {Remedy}.");
        }

        using var content = entry.Open();
        var block = new byte[1 << 16];
        var checksum = new Crc32();
        var length = 0L;
        int read;
        while ((read = content.Read(block)) > 0)
        {
            length += read;
            if (length > entry.Length)
            {
                break;
            }

            checksum.Append(block.AsSpan(0, read));
        }

        if (length != entry.Length)
        {
            var found = length > entry.Length ? "more" : Invariant($"{length:N0}");
            throw new ModelFileException(Invariant($"Entry '{name}' of the model file claims {entry.Length:N0} bytes but has {found}; {Remedy}."));
        }

        if (checksum.Value != entry.Crc32)
        {
            throw new ModelFileException($"Entry '{name}' of the model file does not fit its checksum; {Remedy}.");
        }
    }

    /// <summary>A network of ours, or null where the step runs another.</summary>
    private static SavedModel? ReadNetwork(ZipArchiveEntry entry, string name)
    {
        // An OnnxTransformer writes the number of bytes, four bytes of it, and then the bytes.
        const int Prefix = sizeof(int);
        if (entry.Length is < Prefix or > int.MaxValue)
        {
            return null;
        }

        var bytes = new byte[entry.Length];
        using (var content = entry.Open())
        {
            content.ReadExactly(bytes);
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(bytes) != bytes.Length - Prefix || !IsOurs(bytes))
        {
            return null;
        }

        try
        {
            var file = new MemoryStream(bytes, Prefix, bytes.Length - Prefix, writable: false);
            return bytes.AsSpan().IndexOf("vae.classifier"u8) >= 0 ? ReadClassifier(file) : ReadModel(file);
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException($"Entry '{name}' of the model file: {exception.Message}", exception);
        }
    }

    private static SavedVae? ReadModel(MemoryStream file)
    {
        var model = VaeModel.Load(file, out var export);
        if (StepNames.Columns(export, out var keepsScore, out var shapes) is not { } columns)
        {
            return null;
        }

        var (slots, wanted) = (shapes.Sum(shape => (long)shape.Slots), FeatureInput.TableOf(model).Columns.Length);
        return shapes.IsEmpty || slots == wanted
            ? new SavedVae(model, columns, keepsScore, shapes)
            : throw new ModelFileException(Invariant($"its inputs stand for {slots} columns but its model was trained on {wanted}; {Remedy}."));
    }

    private static SavedClassifier? ReadClassifier(MemoryStream file)
    {
        var model = VaeClassifier.Load(file, out var export);
        return StepNames.Columns(export, out var keepsScore) is { } columns ? new SavedClassifier(model, columns, keepsScore) : null;
    }

    /// <summary>Whether a network is a whole model that a pipeline's <c>Save</c> wrote. Others, also parts of models that a user runs by an
    /// OnnxTransformer of their own, are none of our business.</summary>
    private static bool IsOurs(ReadOnlySpan<byte> network) =>
        network.IndexOf("vae.format_version"u8) >= 0 && (network.IndexOf("vae.model"u8) >= 0 || network.IndexOf("vae.classifier"u8) >= 0) && network.IndexOf("vae.in"u8) >= 0;
}
