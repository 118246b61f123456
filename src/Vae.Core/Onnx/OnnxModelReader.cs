using System.Collections.Immutable;
using System.Text;
using Google.Protobuf;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Onnx.Messages;
using Vae.Core.Scoring;
using Vae.Core.Serialization;

namespace Vae.Core.Onnx;

/// <summary>
/// Reads a whole model back. Nothing in a file is executed: the JSON says what the model is, the initialisers are its numbers, and the graph must be
/// the very one that those two would be written as.
/// </summary>
internal static class OnnxModelReader
{
    private const string Remedy = "the file is damaged, changed by another tool, or not whole; copy it again or train the model again";

    /// <summary>Reads a model from bytes.</summary>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static (ModelParts Parts, OnnxExportOptions Export) Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ModelFileException("The model file is empty; give a file that holds a model.");
        }

        var model = Parse(bytes);
        var metadata = Metadata(model);
        RequireVersion(metadata);
        var headerText = Require(metadata, OnnxFileFormat.ModelKey);
        var exportText = Require(metadata, OnnxFileFormat.ExportKey);
        if (headerText.Length > OnnxFileFormat.MaximumHeaderLength)
        {
            throw new ModelFileException($"Metadata '{OnnxFileFormat.ModelKey}' has {headerText.Length} characters but at most {OnnxFileFormat.MaximumHeaderLength} are read; {Remedy}.");
        }

        var checksum = OnnxChecksum.Of(headerText, exportText, model.Graph);
        var header = ModelJson.Read(Encoding.UTF8.GetBytes(headerText));
        var latent = ModelHeaderChecks.Check(header);
        var export = ModelJson.ReadExport(exportText);
        var parts = Parts(header, latent, new OnnxInitializers(model.Graph));
        if (checksum != Require(metadata, OnnxFileFormat.ChecksumKey))
        {
            throw new ModelFileException($"The model file's checksum '{OnnxFileFormat.ChecksumKey}' does not fit its content; {Remedy}.");
        }

        RequireSameGraph(parts, export, model);
        return (parts, export);
    }

    private static ModelProto Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var input = CodedInputStream.CreateWithLimits(
                new MemoryStream(bytes.ToArray(), writable: false), int.MaxValue, OnnxFileFormat.MaximumDepth);
            var model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(input);
            return model.Graph is null || model.MetadataProps.Count == 0
                ? throw new ModelFileException("The file is no model of this library: it has no graph or no metadata; give a file that 'Save', 'ml.Model.Save' or 'vae train' wrote.")
                : model;
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ModelFileException($"The file is no model, as it is not ONNX: {exception.Message.TrimEnd('.')}; {Remedy}.", exception);
        }
    }

    private static Dictionary<string, string> Metadata(ModelProto model)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
        {
            if (!metadata.TryAdd(entry.Key, entry.Value))
            {
                throw new ModelFileException($"Metadata '{entry.Key}' is there twice; {Remedy}.");
            }
        }

        return metadata;
    }

    private static void RequireVersion(Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(OnnxFileFormat.VersionKey, out var version))
        {
            throw new ModelFileException(
                $"The ONNX file was not written by this library: metadata '{OnnxFileFormat.VersionKey}' is missing; give a file that 'Save', 'ml.Model.Save' or 'vae train' wrote.");
        }

        if (version != "1")
        {
            throw new ModelFileException(
                $"The model file has format version '{version}' but this build reads version {OnnxFileFormat.Version}; update, or train the model again.");
        }
    }

    private static string Require(Dictionary<string, string> metadata, string key) => metadata.TryGetValue(key, out var value)
        ? value
        : throw new ModelFileException($"Metadata '{key}' is missing: the file holds a part of a model (an encoder, say), which scores but cannot be loaded, or {Remedy}.");

    private static ModelParts Parts(ModelHeader header, int latent, OnnxInitializers initializers)
    {
        var layout = Layout(header);

        // Every tensor is looked at before memory for any is taken.
        foreach (var slot in layout.Slots)
        {
            initializers.Check(slot.Name, [.. slot.Shape.Select(size => (long)size)]);
        }

        var parameters = new float[layout.Count];
        foreach (var slot in layout.Slots)
        {
            initializers.Copy(slot.Name, [.. slot.Shape.Select(size => (long)size)], slot.Of(parameters.AsSpan()));
        }

        return new ModelParts(
            header.Options,
            header.InputDimension,
            parameters,
            Scaler(header, initializers),
            Whitening(header.Whitening, header.InputDimension + latent, initializers),
            header.Threshold,
            header.FeatureNames is { } names ? [.. names] : default(ImmutableArray<string>),
            header.Report);
    }

    private static FeatureScaler Scaler(ModelHeader header, OnnxInitializers initializers)
    {
        if (header.ScalerKind == ScalingKind.None)
        {
            return FeatureScaler.Identity(header.InputDimension);
        }

        try
        {
            return FeatureScaler.FromParts(
                header.ScalerKind,
                initializers.Floats(ModelGraph.OffsetName, header.InputDimension),
                initializers.Floats(ModelGraph.FactorName, header.InputDimension),
                header.ScalerClip);
        }
        catch (VaeDataException exception)
        {
            throw new ModelFileException($"The model file's scaler cannot be: {exception.Message}", exception);
        }
    }

    private static Whitening? Whitening(WhiteningForm form, int dimension, OnnxInitializers initializers) => form switch
    {
        WhiteningForm.None => null,
        WhiteningForm.Diagonal => new Whitening(
            initializers.Floats(ModelGraph.CenterName, dimension), initializers.Floats(ModelGraph.MatrixName, dimension)),
        _ => new Whitening(
            initializers.Floats(ModelGraph.CenterName, dimension), initializers.Floats(ModelGraph.MatrixName, dimension, dimension)),
    };

    private static ParameterLayout Layout(ModelHeader header)
    {
        try
        {
            return new ParameterLayout(VaePlan.Create(header.Options, header.InputDimension));
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }
    }

    /// <summary>A runtime computes the graph, we compute what the metadata says: a file where the two differ would score differently here and there.</summary>
    private static void RequireSameGraph(ModelParts parts, OnnxExportOptions export, ModelProto model)
    {
        ModelProto rebuilt;
        try
        {
            rebuilt = OnnxModelWriter.Build(parts, export);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's metadata cannot be: {exception.Message}", exception);
        }

        if (!model.OpsetImport.Equals(rebuilt.OpsetImport) || model.IrVersion != rebuilt.IrVersion)
        {
            throw new ModelFileException($"The model file's operator sets are not those its metadata asks for; {Remedy}.");
        }

        var (found, wanted) = (model.Graph, rebuilt.Graph);
        RequireSame(found.Node, wanted.Node, "node", node => node.Name);
        RequireSame(found.Initializer, wanted.Initializer, "initialiser", tensor => tensor.Name);
        RequireSame(found.Input, wanted.Input, "input", value => value.Name);
        RequireSame(found.Output, wanted.Output, "output", value => value.Name);
    }

    private static void RequireSame<T>(IList<T> found, IList<T> wanted, string what, Func<T, string> name)
        where T : notnull
    {
        if (found.Count != wanted.Count)
        {
            throw new ModelFileException($"The graph has {found.Count} {what}s but its metadata describes {wanted.Count}; {Remedy}.");
        }

        for (var i = 0; i < found.Count; i++)
        {
            if (!found[i].Equals(wanted[i]))
            {
                throw new ModelFileException($"The graph's {what} '{name(found[i])}' is not what the metadata describes; {Remedy}.");
            }
        }
    }
}
