using System.Collections.Immutable;
using System.Text;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Onnx.Messages;
using Vae.Core.Parts;
using Vae.Core.Serialization;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>Reads a classifier back, by the rules of <see cref="OnnxModelReader"/>.</summary>
internal static class OnnxClassifierReader
{
    private const string Remedy = "the file is damaged or was changed by another tool; copy it again or train the classifier again";

    /// <summary>Reads a classifier from bytes.</summary>
    /// <exception cref="ModelFileException">The content is no classifier, of a later format, cut short or damaged.</exception>
    public static (ClassifierParts Parts, ClassifierExportOptions Export) Read(ReadOnlyMemory<byte> bytes)
    {
        var (model, metadata) = OnnxModelReader.Open(bytes);
        if (!metadata.TryGetValue(OnnxFileFormat.ClassifierKey, out var headerText))
        {
            throw new ModelFileException(
                $"The file holds no classifier: metadata '{OnnxFileFormat.ClassifierKey}' is missing; load an autoencoder with VaeModel.Load, or give a file that VaeClassifier.Save wrote.");
        }

        var exportText = OnnxModelReader.Require(metadata, OnnxFileFormat.ExportKey);
        var checksum = OnnxChecksum.Of(headerText, exportText, model.Graph);
        var header = ModelJson.ReadClassifier(Encoding.UTF8.GetBytes(headerText));
        ClassifierHeaderChecks.Check(header);
        var export = ModelJson.ReadClassifierExport(exportText);
        var parts = Parts(header, new OnnxInitializers(model.Graph));
        if (checksum != OnnxModelReader.Require(metadata, OnnxFileFormat.ChecksumKey))
        {
            throw new ModelFileException($"The model file's checksum '{OnnxFileFormat.ChecksumKey}' does not fit its content; {Remedy}.");
        }

        RequireGraph(parts, export, model);
        return (parts, export);
    }

    private static ClassifierParts Parts(ClassifierHeader header, OnnxInitializers initializers) => new(
        header.Options,
        header.InputDimension,
        [.. header.ClassNames],
        OnnxModelReader.Parameters(Layout(header), initializers),
        OnnxModelReader.Scaler(header.ScalerKind, header.ScalerClip, header.InputDimension, header.Options.Pretraining.Columns, initializers),
        header.FeatureNames is { } names ? [.. names] : default(ImmutableArray<string>),
        header.Report)
    {
        Origin = header.Origin is null ? null : RowOrigin.OrNull(header.Origin),
    };

    private static ParameterLayout Layout(ClassifierHeader header)
    {
        try
        {
            return ClassifierParts.PlanOf(header.Options, header.InputDimension, header.ClassNames.Length).Layout();
        }
        catch (Exception exception) when (exception is ArgumentException or VaeDataException)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }
    }

    private static void RequireGraph(ClassifierParts parts, ClassifierExportOptions export, ModelProto model)
    {
        GraphProto wanted;
        try
        {
            wanted = ModelGraph.Build(parts, export);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"Metadata '{OnnxFileFormat.ExportKey}' cannot be: {exception.Message}", exception);
        }

        OnnxGraphComparison.RequireSame(model, wanted);
    }
}
