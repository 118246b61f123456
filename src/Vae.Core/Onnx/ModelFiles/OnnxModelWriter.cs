using System.Text;
using Google.Protobuf;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Onnx.Messages;
using Vae.Core.Parts;
using Vae.Core.Serialization;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>Writes models, and parts of models, as ONNX files.</summary>
internal static class OnnxModelWriter
{
    /// <summary>The message of a model or a part of one.</summary>
    /// <exception cref="ArgumentException">The names cannot be used, or the model is larger than one file can be.</exception>
    public static ModelProto Build(ModelParts parts, OnnxExportOptions options)
    {
        var model = Container(ModelGraph.Build(parts, options));
        if (options.Part == OnnxPart.Whole)
        {
            AddContent(model, OnnxFileFormat.ModelKey, ModelJson.Write(ModelHeader.Of(parts)), ModelJson.WriteExport(options));
        }

        return model;
    }

    /// <summary>The message of a classifier.</summary>
    /// <exception cref="ArgumentException">The names cannot be used, or the classifier is larger than one file can be.</exception>
    public static ModelProto Build(ClassifierParts parts, ClassifierExportOptions options)
    {
        var model = Container(ModelGraph.Build(parts, options));
        AddContent(model, OnnxFileFormat.ClassifierKey, ModelJson.Write(ClassifierHeader.Of(parts)), ModelJson.WriteExport(options));
        return model;
    }

    private static ModelProto Container(GraphProto graph)
    {
        var model = new ModelProto
        {
            IrVersion = OnnxFileFormat.IrVersion,
            ProducerName = "Vae.MLNet",
            ProducerVersion = typeof(OnnxModelWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
        };
        model.OpsetImport.AddRange(OperatorSets(graph));
        AddMetadata(model, OnnxFileFormat.VersionKey, OnnxFileFormat.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return model;
    }

    private static void AddContent(ModelProto model, string key, byte[] json, string export)
    {
        var header = Encoding.UTF8.GetString(json);
        AddMetadata(model, key, header);
        AddMetadata(model, OnnxFileFormat.ExportKey, export);
        AddMetadata(model, OnnxFileFormat.ChecksumKey, OnnxChecksum.Of(header, export, model.Graph));
    }

    /// <summary>The operator sets that a graph's nodes come from.</summary>
    public static IEnumerable<OperatorSetIdProto> OperatorSets(GraphProto graph)
    {
        yield return new OperatorSetIdProto { Domain = "", Version = OnnxFileFormat.Opset };
        if (graph.Node.Any(node => node.Domain == OnnxFileFormat.MachineLearningDomain))
        {
            yield return new OperatorSetIdProto { Domain = OnnxFileFormat.MachineLearningDomain, Version = OnnxFileFormat.MachineLearningOpset };
        }
    }

    /// <summary>Writes to a stream, which need not seek and stays open.</summary>
    public static void Write(ModelParts parts, OnnxExportOptions options, Stream stream)
    {
        RequireRoom(parts);
        Write(Build(parts, options), stream);
    }

    /// <summary>Writes a classifier to a stream, which need not seek and stays open.</summary>
    public static void Write(ClassifierParts parts, ClassifierExportOptions options, Stream stream)
    {
        RequireRoom(parts.Parameters.LongLength);
        Write(Build(parts, options), stream);
    }

    private static void Write(ModelProto model, Stream stream)
    {
        var output = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(output);
        output.Flush();
    }

    private static void RequireRoom(ModelParts parts)
    {
        var latent = parts.Plan().LatentDimension;
        var numbers = (parts.EnsembleSize * (parts.Parameters.LongLength + (parts.Whitening?.Matrix.LongLength ?? 0))) + (parts.References?.Rows.LongLength ?? 0) + (parts.Calibration?.Expectation.Matrix.LongLength ?? 0) + ((long)parts.Options.Scoring.Samples * latent);
        RequireRoom(numbers);
    }

    private static void RequireRoom(long numbers)
    {
        if (numbers * sizeof(float) > OnnxFileFormat.MaximumBytes - (64L << 20))
        {
            throw new ArgumentException(
                Invariant($"The model has {numbers:N0} numbers, more than one ONNX file of {OnnxFileFormat.MaximumBytes:N0} bytes holds; use narrower layers or fewer columns."));
        }
    }

    private static void AddMetadata(ModelProto model, string key, string value) =>
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
}
