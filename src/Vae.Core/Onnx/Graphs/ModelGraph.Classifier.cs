using Vae.Core.Numerics;
using Vae.Core.Onnx.Messages;
using Vae.Core.Parts;

namespace Vae.Core.Onnx.Graphs;

/// <content>Encoder and softmax head of a classifier.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Makes the graph of a classifier.</summary>
    /// <exception cref="ArgumentException">The names cannot be used.</exception>
    public static GraphProto Build(ClassifierParts classifier, ClassifierExportOptions options)
    {
        options.Validate();
        var plan = classifier.Plan();

        // The outputs take the places of two of a model's, so that their names are kept free.
        var names = new OnnxExportOptions
        {
            Form = options.Form,
            Features = options.Features,
            Latent = options.Probabilities,
            LogVariance = null,
            Reconstruction = null,
            Score = options.Label,
            PredictedLabel = null,
            LatentSlotNames = options.ProbabilitySlotNames,
        };
        var parts = new ModelParts(
            classifier.Options.Pretraining, classifier.InputDimension, classifier.Parameters, classifier.Scaler, null, 0, classifier.FeatureNames, null!)
        {
            Origin = classifier.Origin,
        };
        var builder = new ModelGraph(parts, names, plan.Layout());
        builder.Classify(plan, options);
        builder.SlotNames(options.Probabilities, options.ProbabilitySlotNames, plan.ClassCount);
        return builder.graph.Graph;
    }

    private void Classify(Networks.ClassifierPlan classifier, ClassifierExportOptions export)
    {
        Declare(export.Features, features, input: true, IsWide);
        var raw = Relative(Batched(export.Features, features));
        var taint = Taint(raw);
        var logits = Linear(classifier.Head, Network(classifier.Encoder, Scale(raw)));
        var probabilities = graph.Node("Softmax", [logits], OnnxGraph.Integer("axis", 1));
        EmitTainted(export.Probabilities, probabilities, taint, classifier.ClassCount);
        if (export.Label is { } label)
        {
            // The taint is NaN, and so unequal to itself, in a row that has no class.
            var best = graph.Node("ArgMax", [probabilities], OnnxGraph.Integer("axis", 1), OnnxGraph.Integer("keepdims", 1));
            var chosen = graph.Node("Where", [graph.Node("Equal", [taint, taint]), best, graph.Integers(LargestValue.NoPlace)]);
            graph.NodeTo(label, "Reshape", [chosen, graph.Integers(OneRow ? 1 : -1)]);
            graph.Output(label, ElementType.ElementInt64, OneRow ? 1L : Rows);
        }
    }
}
