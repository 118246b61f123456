using System.Text;
using Google.Protobuf;
using Vae.Core.Networks;
using Vae.Core.Onnx.Messages;
using Vae.Core.Serialization;

namespace Vae.Core.Onnx;

/// <summary>Writes models, and parts of models, as ONNX files.</summary>
internal static class OnnxModelWriter
{
    /// <summary>The message of a model or a part of one.</summary>
    /// <exception cref="ArgumentException">The names cannot be used, or the model is larger than one file can be.</exception>
    public static ModelProto Build(ModelParts parts, OnnxExportOptions options)
    {
        var graph = ModelGraph.Build(parts, options);
        var model = new ModelProto
        {
            IrVersion = OnnxFileFormat.IrVersion,
            ProducerName = "Vae.MLNet",
            ProducerVersion = typeof(OnnxModelWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
        };
        model.OpsetImport.AddRange(OperatorSets(graph));
        AddMetadata(model, OnnxFileFormat.VersionKey, OnnxFileFormat.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (options.Part == OnnxPart.Whole)
        {
            var header = Encoding.UTF8.GetString(ModelJson.Write(ModelHeader.Of(parts)));
            var export = ModelJson.WriteExport(options);
            AddMetadata(model, OnnxFileFormat.ModelKey, header);
            AddMetadata(model, OnnxFileFormat.ExportKey, export);
            AddMetadata(model, OnnxFileFormat.ChecksumKey, OnnxChecksum.Of(header, export, graph));
        }

        return model;
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
        var model = Build(parts, options);
        var output = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(output);
        output.Flush();
    }

    private static void RequireRoom(ModelParts parts)
    {
        var latent = VaePlan.Create(parts.Options, parts.InputDimension).LatentDimension;
        var numbers = parts.Parameters.LongLength + (parts.Whitening?.Matrix.LongLength ?? 0) + (parts.References?.Rows.LongLength ?? 0) + (parts.Calibration?.Expectation.Matrix.LongLength ?? 0) + ((long)parts.Options.Scoring.Samples * latent);
        if (numbers * sizeof(float) > OnnxFileFormat.MaximumBytes - (64L << 20))
        {
            throw new ArgumentException(
                $"The model has {numbers:N0} numbers, more than one ONNX file of {OnnxFileFormat.MaximumBytes:N0} bytes holds; use narrower layers or fewer columns.");
        }
    }

    private static void AddMetadata(ModelProto model, string key, string value) =>
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
}
