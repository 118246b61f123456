using Vae.Core.Onnx.Graphs;

namespace Vae.Core.Onnx;

/// <summary>The numbers and names of the file format; FORMAT.md beside this file states the rules.</summary>
internal static class OnnxFileFormat
{
    /// <summary>
    /// Version of the rules that files are written by; a file of a later version is refused. The graph is part of the rules: who changes a node, a
    /// name or the JSON that <see cref="ModelGraph"/> and the header write, raises this number, and keeps what is needed to read and rebuild the
    /// older versions (FORMAT.md, Versions). Committed files of each version are read by a test.
    /// </summary>
    public const int Version = 3;

    /// <summary>Version of the ONNX intermediate representation.</summary>
    public const long IrVersion = 8;

    /// <summary>Version of the ai.onnx operator set.</summary>
    public const long Opset = 17;

    /// <summary>Version of the ai.onnx.ml operator set, where slot names are written.</summary>
    public const long MachineLearningOpset = 3;

    /// <summary>Name of that operator set.</summary>
    public const string MachineLearningDomain = "ai.onnx.ml";

    /// <summary>Most bytes of a file: what one protobuf message, and one array, may hold.</summary>
    public const long MaximumBytes = int.MaxValue - 64;

    /// <summary>Most bytes of a text, such as the model's JSON.</summary>
    public const int MaximumHeaderLength = 256 << 20;

    /// <summary>Most messages of a file; a node, an initialiser and an attribute are each one or more.</summary>
    public const int MaximumMessages = 1 << 20;

    /// <summary>Most bytes of everything but the initialisers' raw data and the metadata's values.</summary>
    public const int MaximumStructureBytes = 256 << 20;

    /// <summary>Key of the format version.</summary>
    public const string VersionKey = "vae.format_version";

    /// <summary>Key of the JSON from which the model is rebuilt.</summary>
    public const string ModelKey = "vae.model";

    /// <summary>Key of the JSON from which a classifier is rebuilt; it stands in the place of <see cref="ModelKey"/>.</summary>
    public const string ClassifierKey = "vae.classifier";

    /// <summary>Key of the JSON that says which part was exported, in which form, under which names.</summary>
    public const string ExportKey = "vae.export";

    /// <summary>Key of the checksum over JSON and initialisers.</summary>
    public const string ChecksumKey = "vae.sha256";
}
