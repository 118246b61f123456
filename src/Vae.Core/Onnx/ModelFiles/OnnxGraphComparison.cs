using System.Runtime.InteropServices;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Onnx.Messages;
using Vae.Core.Parts;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>
/// Whether a file's graph is the one that its metadata and weights would be written as. A runtime computes the graph and we compute what the metadata
/// says: a file where the two differ would score differently here and there.
/// </summary>
internal static class OnnxGraphComparison
{
    // The graph's own constants, the noise of sampled scores above all, come out of logarithms and powers, whose last bits differ between processors.
    private const double ConstantTolerance = 1e-5;

    private const string Remedy = "the file is damaged or was changed by another tool; copy it again or train the model again";

    /// <exception cref="ModelFileException">They differ; the message names the first thing that does.</exception>
    public static void Require(ModelParts parts, OnnxExportOptions export, ModelProto model)
    {
        if (export.Part != OnnxPart.Whole)
        {
            throw new ModelFileException($"Metadata '{OnnxFileFormat.ExportKey}' says that the file holds the part {export.Part} but metadata '{OnnxFileFormat.ModelKey}' belongs to a whole model; {Remedy}.");
        }

        GraphProto wanted;
        try
        {
            wanted = ModelGraph.Build(parts, export);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"Metadata '{OnnxFileFormat.ExportKey}' cannot be: {exception.Message}", exception);
        }

        RequireSame(model, wanted);
    }

    /// <summary>Whether the file's graph is the one that is wanted.</summary>
    /// <exception cref="ModelFileException">They differ; the message names the first thing that does.</exception>
    public static void RequireSame(ModelProto model, GraphProto wanted)
    {
        if (model.IrVersion != OnnxFileFormat.IrVersion)
        {
            throw new ModelFileException(Invariant($"The model file has ONNX IR version {model.IrVersion} but {OnnxFileFormat.IrVersion} was wanted; {Remedy}."));
        }

        var found = model.Graph;
        RequireSame(model.OpsetImport, [.. OnnxModelWriter.OperatorSets(wanted)], "operator set", set => Invariant($"{set.Domain} {set.Version}"), Equals);
        RequireSame(found.Node, wanted.Node, "node", node => node.Name, Equals);
        RequireSame(found.Initializer, wanted.Initializer, "initialiser", tensor => tensor.Name, AreSame);
        RequireSame(found.Input, wanted.Input, "input", value => value.Name, Equals);
        RequireSame(found.Output, wanted.Output, "output", value => value.Name, Equals);
    }

    private static void RequireSame<T>(IList<T> found, IList<T> wanted, string what, Func<T, string> name, Func<T, T, bool> areSame)
    {
        for (var i = 0; i < Math.Min(found.Count, wanted.Count); i++)
        {
            if (!areSame(found[i], wanted[i]))
            {
                throw new ModelFileException(Invariant($"The graph's {what} {i}, '{name(found[i])}', is not what the metadata describes ('{name(wanted[i])}'); {Remedy}."));
            }
        }

        if (found.Count != wanted.Count)
        {
            throw new ModelFileException($"The graph has {found.Count} {what}s but the metadata describes {wanted.Count}; {Remedy}.");
        }
    }

    private static bool AreSame(TensorProto found, TensorProto wanted)
    {
        if (found.Equals(wanted))
        {
            return true;
        }

        return found.Name == wanted.Name && found.Name.StartsWith('/')
            && found.DataType == wanted.DataType && found.DataType == ElementType.ElementFloat
            && found.Dims.Equals(wanted.Dims) && found.StringData.Equals(wanted.StringData)
            && found.RawData.Length == wanted.RawData.Length
            && AreNear(MemoryMarshal.Cast<byte, float>(found.RawData.Span), MemoryMarshal.Cast<byte, float>(wanted.RawData.Span));
    }

    private static bool AreNear(ReadOnlySpan<float> found, ReadOnlySpan<float> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            // Also false where one of them is NaN.
            if (!(Math.Abs((double)found[i] - wanted[i]) <= ConstantTolerance * Math.Max(1, Math.Abs((double)wanted[i]))))
            {
                return false;
            }
        }

        return true;
    }
}
