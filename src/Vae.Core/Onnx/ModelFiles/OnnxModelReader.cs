using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Onnx.Messages;
using Vae.Core.Parts;
using Vae.Core.Scaling;
using Vae.Core.Serialization;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.ModelFiles;

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
        var (model, metadata) = Open(bytes);
        if (metadata.ContainsKey(OnnxFileFormat.ClassifierKey))
        {
            throw new ModelFileException("The file holds a classifier, not an autoencoder; load it with VaeClassifier.Load.");
        }

        RequireWhole(metadata);
        var headerText = Require(metadata, OnnxFileFormat.ModelKey);
        var exportText = Require(metadata, OnnxFileFormat.ExportKey);
        var checksum = OnnxChecksum.Of(headerText, exportText, model.Graph);
        var header = ModelJson.Read(Encoding.UTF8.GetBytes(headerText));
        var latent = ModelHeaderChecks.Check(header);
        var export = ModelJson.ReadExport(exportText);
        var parts = Parts(header, latent, new OnnxInitializers(model.Graph));
        if (checksum != Require(metadata, OnnxFileFormat.ChecksumKey))
        {
            throw new ModelFileException($"The model file's checksum '{OnnxFileFormat.ChecksumKey}' does not fit its content; {Remedy}.");
        }

        OnnxGraphComparison.Require(parts, export, model);
        return (parts, export);
    }

    /// <summary>Parses a file of ours, of whatever kind, and checks what all kinds have in common.</summary>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static (ModelProto Model, Dictionary<string, string> Metadata) Open(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ModelFileException("The model file is empty; give a file that holds a model.");
        }

        var model = Parse(bytes);
        var metadata = Metadata(model);
        RequireVersion(metadata);
        return (model, metadata);
    }

    private static ModelProto Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("PK\u0003\u0004"u8))
        {
            throw new ModelFileException(
                "The file is a ZIP archive, as ml.Model.Save of ML.NET writes them, and no model alone; load it with ml.Vae.Load or ml.Model.Load, or give a file that 'VaeModel.Save' or 'vae train' wrote.");
        }

        OnnxStructure.Check(bytes.Span);
        try
        {
            // Not by ModelProto.Parser, which asks the descriptors whether a required field is missing, where there are none, and so sets all of them up.
            var model = new ModelProto();
            var content = MemoryMarshal.TryGetArray(bytes, out var array) ? array : bytes.ToArray();
            model.MergeFrom(new CodedInputStream(content.Array, content.Offset, content.Count));
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

        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            throw new ModelFileException($"Metadata '{OnnxFileFormat.VersionKey}' is '{version}' but a whole number from 1 was wanted; {Remedy}.");
        }

        if (number > OnnxFileFormat.Version)
        {
            throw new ModelFileException(
                Invariant($"The model file has format version {number} but this build reads versions up to {OnnxFileFormat.Version}; update, or train the model again."));
        }
    }

    private static void RequireWhole(Dictionary<string, string> metadata)
    {
        string[] keys = [OnnxFileFormat.ModelKey, OnnxFileFormat.ExportKey, OnnxFileFormat.ChecksumKey];
        if (!keys.Any(metadata.ContainsKey))
        {
            throw new ModelFileException(
                $"The file holds a part of a model, such as an encoder: it scores in an ONNX runtime but cannot be loaded; export {nameof(OnnxPart)}.{OnnxPart.Whole}, or load the model that it was exported from.");
        }
    }

    /// <summary>A value of the metadata.</summary>
    /// <exception cref="ModelFileException">It is missing.</exception>
    public static string Require(Dictionary<string, string> metadata, string key) => metadata.TryGetValue(key, out var value)
        ? value
        : throw new ModelFileException($"Metadata '{key}' is missing; {Remedy}.");

    private static ModelParts Parts(ModelHeader header, int latent, OnnxInitializers initializers)
    {
        var layout = Layout(header);
        RequireRoom(layout, header.Members);
        for (var member = 1; member <= header.Members; member++)
        {
            Check(layout, initializers, ModelGraph.PrefixOf(member));
        }

        var parameters = Parameters(layout, initializers);
        var origin = header.Origin is null ? null : RowOrigin.OrNull(header.Origin);
        var dimension = VaePlan.Create(header.Options, header.InputDimension).ResidualDimension + latent;
        return new ModelParts(
            header.Options,
            header.InputDimension,
            parameters,
            Scaler(header.ScalerKind, header.ScalerClip, header.InputDimension, header.Options.Columns, initializers),
            Whitening(header.Whitening, dimension, initializers),
            header.Threshold,
            header.FeatureNames is { } names ? [.. names] : default(ImmutableArray<string>),
            header.Report)
        {
            Members = [.. Enumerable.Range(1, header.Members).Select(ModelGraph.PrefixOf).Select(prefix =>
                new MemberParts(Parameters(layout, initializers, prefix), Whitening(header.Whitening, dimension, initializers, prefix)))],
            Origin = origin,
            Constants = header.Constants is var (features, values, weight) ? new ConstantColumns(header.InputDimension, features, values, origin, weight) : null,
            Range = Range(header, initializers),
            SharesBySurprise = header.SharesBySurprise ?? false,
            FillsUnseenLevels = header.FillsUnseenLevels ?? false,
            References = References(header, initializers),
            Calibration = header.Scores is { } scores && header.Residuals is { } residuals
                ? new ModelCalibration(scores, Expectation(header, initializers), residuals) { Probability = header.Probability }
                : null,
        };
    }

    /// <summary>All parameters of a layout.</summary>
    /// <exception cref="ModelFileException">One is missing or of another shape, or holds what is no number.</exception>
    public static float[] Parameters(ParameterLayout layout, OnnxInitializers initializers, string prefix = "")
    {
        Check(layout, initializers, prefix);
        var parameters = new float[layout.Count];
        foreach (var slot in layout.Slots)
        {
            initializers.Copy(prefix + slot.Name, [.. slot.Shape.Select(size => (long)size)], slot.Of(parameters.AsSpan()));
        }

        return parameters;
    }

    /// <summary>Looks at every tensor before memory for any is taken.</summary>
    private static void Check(ParameterLayout layout, OnnxInitializers initializers, string prefix)
    {
        foreach (var slot in layout.Slots)
        {
            initializers.Check(prefix + slot.Name, [.. slot.Shape.Select(size => (long)size)]);
        }
    }

    private static void RequireRoom(ParameterLayout layout, int members)
    {
        if ((members + 1L) * layout.Count > ParameterLayout.MaximumCount)
        {
            throw new ModelFileException(
                Invariant($"The model file's ensemble cannot be: {members + 1} networks of {layout.Count:N0} parameters are more than {ParameterLayout.MaximumCount:N0}; {Remedy}."));
        }
    }

    /// <summary>The scaler.</summary>
    /// <exception cref="ModelFileException">Its parts are missing or cannot be.</exception>
    public static FeatureScaler Scaler(ScalingKind kind, float clip, int inputDimension, TableSchema? columns, OnnxInitializers initializers)
    {
        if (kind == ScalingKind.None)
        {
            return FeatureScaler.Identity(inputDimension, columns);
        }

        try
        {
            return FeatureScaler.FromParts(
                kind,
                initializers.Floats(ModelGraph.OffsetName, inputDimension),
                initializers.Floats(ModelGraph.FactorName, inputDimension),
                clip,
                columns);
        }
        catch (VaeDataException exception)
        {
            throw new ModelFileException($"The model file's scaler cannot be: {exception.Message}", exception);
        }
    }

    private static Whitening? Whitening(WhiteningForm form, int dimension, OnnxInitializers initializers, string prefix = "") =>
        form == WhiteningForm.None ? null : Read(form, prefix + ModelGraph.CenterName, prefix + ModelGraph.MatrixName, dimension, initializers);

    private static TrainingRange? Range(ModelHeader header, OnnxInitializers initializers)
    {
        if (header.HasRange is null)
        {
            return null;
        }

        try
        {
            return new TrainingRange(
                initializers.Floats(ModelGraph.RangeLowerName, header.InputDimension),
                initializers.Floats(ModelGraph.RangeUpperName, header.InputDimension),
                header.Whitening == WhiteningForm.None ? [] : initializers.Floats(ModelGraph.RangeWeightName, header.InputDimension));
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's range cannot be: {exception.Message}; {Remedy}.", exception);
        }
    }

    private static ReferenceRows? References(ModelHeader header, OnnxInitializers initializers)
    {
        if (header.References == 0)
        {
            return null;
        }

        try
        {
            var all = new ReferenceScale(1, initializers.Floats(ModelGraph.DistanceUnitName, 1)[0]);
            var coarse = ReferenceRows.Coarse(header.References, header.Options.Scoring.CoarseReferences);
            return new ReferenceRows(
                initializers.Floats(ModelGraph.ReferenceRowsName, header.References, header.InputDimension),
                header.InputDimension,
                initializers.Floats(ModelGraph.WhitenedUnitName, 1)[0],
                coarse == 0 ? [all] : [all, new ReferenceScale(coarse, initializers.Floats(ModelGraph.CoarseUnitName, 1)[0])]);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's reference rows cannot be: {exception.Message}", exception);
        }
    }

    private static Whitening Expectation(ModelHeader header, OnnxInitializers initializers) =>
        Read(header.Expectation, ModelGraph.ExpectationCenterName, ModelGraph.ExpectationMatrixName, header.InputDimension, initializers);

    private static Whitening Read(WhiteningForm form, string center, string matrix, int dimension, OnnxInitializers initializers) => new(
        initializers.Floats(center, dimension),
        form == WhiteningForm.Diagonal ? initializers.Floats(matrix, dimension) : initializers.Floats(matrix, dimension, dimension));

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
}
